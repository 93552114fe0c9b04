# Run for every user after a switch to another configuration of the system: the instrument reads its configuration anew,
# or starts anew where only that makes a change take effect.
# usage: after-switch.sh KEY, which stands for everything that takes effect at a start only
key=$1
file=${XDG_RUNTIME_DIR:?}/fw16-synth.generation
last=$(cat "$file" 2> /dev/null)
printf '%s\n' "$key" > "$file"

systemctl --user --quiet is-active fw16-synth.service || exit 0
if [ -n "$last" ] && [ "$last" != "$key" ]; then
  systemctl --user --no-block try-restart fw16-synth.service
else
  systemctl --user --no-block reload fw16-synth.service
fi
