"""Why: llama.cpp runs in an environment of its own; this is all that runs there.

Usage: python serve.py MODEL.gguf PORT. Serves the OpenAI API on 127.0.0.1 until it is killed.
"""

import signal
import sys

import xllamacpp

CONTEXT_TOKENS = 16_384
SLOTS = 3  # each keeps a prompt: of questions, of the draft before, of assessment
BATCH_TOKENS = 64  # an aborted request ends with its batch: 64 tokens take 1 s here, the default of 2,048 took 10 s
PROMPT_CACHE_MIB = 512


def main(model: str, port: str) -> None:
    """Serve until a signal ends the process."""
    params = xllamacpp.CommonParams()
    params.model.path = model
    params.model_alias = {"local"}
    params.hostnames = ["127.0.0.1"]
    params.port = int(port)
    params.n_ctx = CONTEXT_TOKENS * SLOTS
    params.n_parallel = SLOTS
    params.n_batch = params.n_ubatch = BATCH_TOKENS
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 2
    params.cache_ram_mib = PROMPT_CACHE_MIB
    params.verbosity = 3
    server = xllamacpp.Server(params)
    sys.stdout.write(f"listening on {server.listening_address}\n")
    sys.stdout.flush()
    signal.pause()


if __name__ == "__main__":
    main(*sys.argv[1:])
