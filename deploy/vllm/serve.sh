#!/usr/bin/env bash
# Starts vLLM as Parley wants it: priorities, prefix caching, structured outputs without loose white space, no telemetry.
# Usage: serve.sh MODEL [options of vLLM ...]   PYTHON names the interpreter that has vLLM.
set -euo pipefail
export HF_HUB_OFFLINE="${HF_HUB_OFFLINE:-1}" VLLM_NO_USAGE_STATS=1 DO_NOT_TRACK=1
model="${1:?usage: serve.sh MODEL [options ...]}"
shift
exec "${PYTHON:-python3}" -m vllm.entrypoints.openai.api_server --model "$model" \
  --scheduling-policy priority --enable-prefix-caching \
  --structured-outputs-config '{"backend":"xgrammar","disable_any_whitespace":true}' "$@"
