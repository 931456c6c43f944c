# Shared by the scripts beside it: where tools are kept, how a step is announced, how a failure is said.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${LATCHKEY_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/latchkey}
tools=$cache/bin
mkdir -p "$tools"

# The versions everything is built with. wasm-bindgen must equal the one in Cargo.lock; Trunk.toml names binaryen again.
TRUNK_VERSION=0.22.1
BINARYEN_VERSION=132.0.0
WASM_BINDGEN_VERSION=$(sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p}' "$root/Cargo.lock" 2>/dev/null || true)

export PATH="$tools:$cache/npm/node_modules/.bin:$PATH"

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
fail() { printf 'latchkey: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# step "what it does" "what to do if it fails" command…: quiet when it works, the last lines and the hint when not.
step() {
  local what=$1 hint=$2 log; shift 2
  say "$what"
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1; then
    tail -n 40 "$log" >&2; rm -f "$log"
    fail "$what: failed. $hint"
  fi
  rm -f "$log"
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# packages NAME…: installs those Debian packages that are missing.
packages() {
  local missing=() p
  for p in "$@"; do dpkg -s "$p" >/dev/null 2>&1 || missing+=("$p"); done
  [ ${#missing[@]} = 0 ] && return 0
  have apt-get || fail "install these with your package manager: ${missing[*]}"
  say "Installing system packages: ${missing[*]}"
  as_root apt-get update -qq >/dev/null 2>&1 || true
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$cache/apt.log" 2>&1 \
    || { tail -n 20 "$cache/apt.log" >&2; fail "could not install ${missing[*]}; try 'sudo apt-get update' and run this again"; }
}
