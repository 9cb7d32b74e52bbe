#!/bin/sh
# Builds for aarch64 with Debian's cross compiler and runs the unit tests under
# qemu-user: what holds without any x86 kernel. Run by hand; emulated, the tests
# take many times as long as here.
#
# usage: tools/test_aarch64.sh [REGEX]    only the tests whose names match
#
# The arm64 libraries are downloaded with the machine's own apt sources, in a
# state folder of their own, and unpacked under build/aarch64: neither dpkg's
# architectures nor the installed packages change.
set -eu
cd "$(dirname "$0")/.."

tools/setup.sh
tools/setup.sh tools/packages-aarch64.txt
mkdir -p build/aarch64
base=$(cd build/aarch64 && pwd)
sysroot=$base/sysroot

unpack_libraries() {
  state=$base/apt
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$sysroot/usr/lib"
  : >"$state/status"
  # One list for both architectures: what is a library or its headers.
  libraries=$(grep -E '^lib.*-dev$|^zlib1g-dev$' tools/packages.txt)
  set -- -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 \
    -o "Dir::State=$state" -o "Dir::State::status=$state/status" \
    -o "Dir::Cache=$state/cache" -o APT::Sandbox::User=root
  apt-get "$@" update
  # shellcheck disable=SC2086  # one word per package
  apt-get "$@" install --no-install-recommends --download-only -y \
    libc6-dev libstdc++-12-dev $libraries
  ln -sfn usr/lib "$sysroot/lib"
  for package in "$state"/cache/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$package" |
      tar -x -C "$sysroot" --keep-directory-symlink
  done
  cp tools/packages.txt "$base/unpacked"
}

if ! cmp -s tools/packages.txt "$base/unpacked"; then
  rm -rf "$sysroot"
  unpack_libraries
fi

libraries=$sysroot/usr/lib/aarch64-linux-gnu
export PKG_CONFIG_SYSROOT_DIR="$sysroot"
export PKG_CONFIG_LIBDIR="$libraries/pkgconfig:$sysroot/usr/share/pkgconfig"
cmake --fresh -G Ninja -B "$base/build" -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_TOOLCHAIN_FILE=cmake/aarch64.cmake -DNUSKHA_SYSROOT="$sysroot" \
  -DNUSKHA_WERROR=ON -DNUSKHA_TOOLS=OFF -DNUSKHA_BENCH=OFF >/dev/null
cmake --build "$base/build" -j "${JOBS:-$(nproc)}"

# Not the tests in Python, which start the program by its name, nor the two that
# hold work to a limit of seconds.
ctest --test-dir "$base/build" -j "${JOBS:-$(nproc)}" --output-on-failure \
  --no-tests=error -R "${1:-Test\.}" -E 'TakesTimeByTheByteOnly|TimeIsLinear'
