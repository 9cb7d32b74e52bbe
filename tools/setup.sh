#!/bin/sh
# Installs the Debian packages of a list that are missing. Does nothing, and
# needs no rights, when all are there.
#
# usage: tools/setup.sh [LIST]    from the root; tools/packages.txt by default
set -eu
cd "$(dirname "$0")/.."
list=${1:-tools/packages.txt}

missing=
for package in $(grep -v '^#' "$list"); do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null |
    grep -q 'install ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "missing packages:$missing" >&2
    echo "run this as root, or install sudo" >&2
    exit 1
  }
  as_root=sudo
fi
echo "installing:$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086  # one word per package
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq \
  --no-install-recommends $missing >/dev/null
