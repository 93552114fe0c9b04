#!/bin/bash
# Looks at everything that is written for Nix, as far as it can be done on this machine:
#   parse      every Nix file can be read
#   evaluate   the flake, both modules, their units, the mistakes that are to be caught, what the README says to paste
#   build      the package, its container, and a configuration that must not build
# usage: test/nix/run.sh [parse|evaluate|build]; without a word all three
#
# Evaluating takes the sources of the inputs, and tools that put them together with a stub package set:
#   LIB_GIT, HM_GIT   the git directories of nix-community/nixpkgs.lib and nix-community/home-manager
#   NIX_TOOLS         the folder of the tools; ../shared/nix, unless it says otherwise
# What cannot be done is said on standard error, between lines of asterisks.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/fw16-nix
tools=${NIX_TOOLS:-$root/../shared/nix}
what=${1:-all}

loudly() {
  printf '\n%s\n%s\n%s\n\n' "$(printf '*%.0s' {1..100})" "$1" "$(printf '*%.0s' {1..100})" >&2
}

. "$here/tools.sh"
find_nix || {
  loudly "NOTHING OF NIX WAS LOOKED AT: there is no nix here, and it could not be fetched ($why)."
  exit 0
}

. "$here/parse.sh"
parse_all
[ "$what" != parse ] || exit 0

missing=
[ -d "${LIB_GIT:-}" ] || missing+=" LIB_GIT"
[ -d "${HM_GIT:-}" ] || missing+=" HM_GIT"
[ -x "$tools/run.sh" ] || missing+=" the tools in $tools"
if [ -n "$missing" ]; then
  loudly "NIX FILES WERE PARSED BUT NOT EVALUATED: these are missing:$missing."
  exit 0
fi

. "$here/workplace.sh"
make_workplace
if [ "$what" != build ]; then
  . "$here/evaluate.sh"
  evaluate_all
fi
if [ "$what" != evaluate ]; then
  . "$here/build.sh"
  build_all
fi
echo "nix: ok"
