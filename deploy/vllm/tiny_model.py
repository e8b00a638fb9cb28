"""Why: the client is tested against the real server without any download: the model is made here, and writes nonsense.

Usage: python tiny_model.py FOLDER, with the interpreter that has vLLM. A random Llama of 340,000 parameters with a
byte-level tokenizer and a ChatML template.
"""

import json
import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

END, BEGIN = "<|im_end|>", "<|im_start|>"
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def main(folder: str) -> None:
    """Write weights, configuration and tokenizer."""
    tokenizer = _tokenizer()
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=128, intermediate_size=256, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=4, max_position_embeddings=8192,
        bos_token_id=tokenizer.convert_tokens_to_ids(BEGIN), eos_token_id=tokenizer.convert_tokens_to_ids(END),
    )  # fmt: skip
    LlamaForCausalLM(config).to(torch.float32).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    (Path(folder) / "generation_config.json").write_text(json.dumps({"eos_token_id": config.eos_token_id}))


def _tokenizer() -> PreTrainedTokenizerFast:
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: number for number, token in enumerate([*alphabet, BEGIN, END])}
    bare = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    bare.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bare.decoder = decoders.ByteLevel()
    made = PreTrainedTokenizerFast(
        tokenizer_object=bare, bos_token=BEGIN, eos_token=END, pad_token=END, additional_special_tokens=[BEGIN, END]
    )
    made.chat_template = TEMPLATE
    return made


if __name__ == "__main__":
    main(sys.argv[1])
