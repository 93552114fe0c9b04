# Finds nix 2.18 or later, and a systemd-analyze that knows the unit's directives. Sets NIX, or else `why`.

find_nix() {
  NIX=${NIX:-$(command -v nix || true)}
  [ -n "$NIX" ] || NIX=$cache/nix226/nix
  if [ ! -x "$NIX" ]; then
    from_trixie "$cache/nix226" nix-bin,libdbi-perl || return 1
    wrapper "$cache/nix226" nix "usr/bin/nix"
    NIX=$cache/nix226/nix
  fi
  export NIX
}

# PATH then has a systemd-analyze that knows Type=notify-reload, which is of systemd 253, and the udevadm beside it.
find_systemd_tools() {
  local version tool
  version=$(systemd-analyze --version 2> /dev/null | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
  [ "${version:-0}" -lt 254 ] || return 0
  if [ ! -x "$cache/systemd257/udevadm" ]; then
    from_trixie "$cache/systemd257" systemd,udev || return 1
    wrapper "$cache/systemd257" systemd-analyze "usr/bin/systemd-analyze"
    wrapper "$cache/systemd257" udevadm "usr/bin/udevadm"
  fi
  mkdir -p "$workplace/bin"
  for tool in systemd-analyze udevadm; do ln -sf "$cache/systemd257/$tool" "$workplace/bin/$tool"; done
  PATH=$workplace/bin:$PATH
}

# from_trixie FOLDER PACKAGES: unpacks packages of Debian trixie and what they need into FOLDER/root, from the mirror that
# apt uses and with the signatures checked; nothing is installed.
from_trixie() {
  local folder=$1 packages=$2 mirror scratch deb
  [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null || {
    why="that takes root on Debian"
    return 1
  }
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m 1 -E '/debian/?$') || {
    why="apt has no mirror of Debian"
    return 1
  }
  scratch=$(mktemp -d)
  (
    set -e
    cd "$scratch"
    apt-get download -q debootstrap > /dev/null 2>&1
    dpkg-deb -x debootstrap_*.deb .
    DEBOOTSTRAP_DIR=$scratch/usr/share/debootstrap timeout 300 usr/sbin/debootstrap --variant=minbase --download-only \
      --include="$packages" trixie "$scratch/root" "$mirror" > log
    mkdir -p "$folder/root"
    for deb in root/var/cache/apt/archives/*.deb; do
      dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$folder/root" --keep-directory-symlink ./usr 2> /dev/null || true
    done
  ) || {
    why="Debian trixie could not be fetched"
    rm -rf "$scratch"
    return 1
  }
  rm -rf "$scratch"
}

# wrapper FOLDER NAME PROGRAM: FOLDER/NAME runs a program of FOLDER/root with the libraries that are there.
wrapper() {
  cat > "$1/$2" << 'WRAPPER'
#!/bin/sh
root=$(dirname "$(readlink -f "$0")")/root
libraries=$root/usr/lib/x86_64-linux-gnu
WRAPPER
  printf 'exec "$libraries/ld-linux-x86-64.so.2" --argv0 "${NIX_ARGV0:-%s}" \\\n  --library-path "$libraries:$libraries/systemd" "$root/%s" "$@"\n' "$2" "$3" >> "$1/$2"
  chmod +x "$1/$2"
}
