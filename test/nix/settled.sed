# Takes from a unit what differs between two builds, and what the machine adds: store paths, triggers, the environment, and
# in what way it is wanted.
s|/[^ ]*/store/[a-z0-9]+-fw16-synth-[^/]*/|/nix/store/fw16-synth/|
/^X-(Reload|Restart)-Triggers=/d
/^Environment=/d
/^\[Install]$/d
/^WantedBy=/d
/^$/d
