#!/bin/sh
# Runs in the guest's root file system (chroot) after files/ was copied over it: users, and what is started at boot.
set -eu

# The player, logged in at the console and with a session that lingers; and somebody who may do nothing.
useradd --create-home --shell /bin/bash --uid 1000 --groups input,audio alice
useradd --create-home --shell /bin/bash --uid 1001 bob
touch /home/alice/.hushlogin
mkdir -p /var/lib/systemd/linger /var/log/journal
touch /var/lib/systemd/linger/alice

echo machine > /etc/hostname
echo '127.0.0.1 localhost machine' > /etc/hosts
echo 00000000000040008000000000000001 > /etc/machine-id
rm -f /etc/fstab

systemctl set-default multi-user.target
systemctl enable guest-agent.service
# Debian starts these in every user's session; they would be a second synthesizer and a second sink.
systemctl --global mask fluidsynth.service filter-chain.service
# What takes time at boot, or wakes up while a test runs, and is of no use here.
systemctl mask serial-getty@ttyS0.service systemd-firstboot.service console-getty.service systemd-hwdb-update.service \
  systemd-journal-catalog-update.service systemd-pstore.service systemd-random-seed.service systemd-sysusers.service \
  systemd-update-done.service ldconfig.service modprobe@configfs.service modprobe@drm.service \
  modprobe@efi_pstore.service sys-kernel-config.mount apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer \
  e2scrub_all.timer e2scrub_reap.service fstrim.timer systemd-tmpfiles-clean.timer
ldconfig
