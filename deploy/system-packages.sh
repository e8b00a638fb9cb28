#!/usr/bin/env bash
# Sees to the Debian packages of the browser tests: installs them as root, else says what to do (exit status 2).
set -euo pipefail

has_library() { ldconfig -p 2>/dev/null | grep -q "$1"; }
missing=()
command -v chromium >/dev/null || missing+=(chromium)
has_library libEGL.so.1 || missing+=(libegl1)
has_library libGLESv2.so.2 || missing+=(libgles2)
[ "${#missing[@]}" -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "parley: the browser tests need: ${missing[*]}" >&2
  echo "parley: install them (apt-get install ${missing[*]}), or leave those tests out: make test SKIP=e2e" >&2
  exit 2
fi
echo "parley: installing ${missing[*]} for the browser tests"
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -y -q --no-install-recommends "${missing[@]}"
