#!/bin/sh
# Makes the guest's root file system, Debian trixie, in a folder that does not exist yet: rootfs.sh FOLDER
# What is in it besides packages comes later, from files/ and setup.sh, so that changing those does not fetch it anew.
set -eu
root=$1

# The mirror that this machine's own apt uses: it is the one that can be reached from here.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m 1 -E '/debian/?$') || {
  echo "apt's sources name no Debian mirror (a URI that ends in /debian)" >&2
  exit 1
}

system='systemd systemd-sysv udev kmod dbus dbus-user-session dbus-bin libpam-systemd linux-image-amd64'
sound='pipewire pipewire-bin wireplumber pipewire-alsa pipewire-jack pipewire-pulse alsa-utils'
program='nodejs libfluidsynth3 fluidsynth timgm6mb-soundfont'
tools='python3 python3-evdev evtest strace procps util-linux acl polkitd iproute2 netcat-openbsd'
packages=$(echo $system $sound $program $tools | tr ' ' ,)

# No initramfs is made in the guest (image.py makes a small one), so what would make one is replaced by nothing.
mmdebstrap --quiet --variant=minbase --mode=root --components=main --include="$packages" \
  --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"' \
  --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --essential-hook='chroot "$1" dpkg-divert --quiet --local --rename --add /usr/sbin/update-initramfs' \
  --essential-hook='mkdir -p "$1/usr/sbin" && ln -s /bin/true "$1/usr/sbin/update-initramfs"' \
  trixie "$root" "$mirror"
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*
