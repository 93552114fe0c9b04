# What can be seen without building the program: every function here ends the run when something is not as it should be.

evaluate_all() {
  units_verify
  units_are_golden
  flake_checks
  both_at_once
  . "$here/mistakes.sh"
  mistakes_are_caught
  . "$here/readme.sh"
  readme_evaluates
}

flake_checks() {
  "$tools/flake-eval.sh" check
  # A check looks at this machine's kind only.
  "$tools/flake-eval.sh" eval checks.aarch64-linux.package.drvPath > /dev/null
  "$tools/flake-eval.sh" eval devShells.aarch64-linux.default.drvPath > /dev/null
  echo "flake: ok"
}

units_verify() {
  if find_systemd_tools; then
    "$tools/check-units.sh"
    udevadm verify --resolve-names=never --no-style "$root/share/udev/73-fw16-synth.rules" > /dev/null
    echo "udev rules: ok"
  else
    loudly "UNITS AND UDEV RULES WERE NOT READ BY SYSTEMD: that takes systemd 254 or later ($why)."
  fi
}

units_are_golden() {
  local made=$workplace/units home
  mkdir -p "$made"
  "$tools/run.sh" nixos 'r: r.config.systemd.user.units."fw16-synth.service".text' | jq -r . | sed -E -f "$here/settled.sed" > "$made/nixos.service"
  home=$("$tools/run.sh" nix build --impure --no-link --print-out-paths --expr \
    "(import $tools/eval-hm.nix { work = $WORK; project = $PROJECT; }).config.home-files" 2> /dev/null)
  sed -E -f "$here/settled.sed" "$home/.config/systemd/user/fw16-synth.service" > "$made/home-manager.service"
  if [ -n "${UPDATE_GOLDEN:-}" ]; then
    mkdir -p "$here/golden" "$PROJECT/test/nix/golden"
    cp "$made"/*.service "$here/golden/"
    cp "$made"/*.service "$PROJECT/test/nix/golden/"
  fi
  diff -u "$here/golden" "$made"
  echo "units: as in test/nix/golden"
}

# On a machine that has both modules, the one in the home warns, and is reloaded when the other's configuration changes.
both_at_once() {
  local node=checks.x86_64-linux.vm-home-manager.nodes.machine.config
  "$tools/flake-eval.sh" eval "$node.home-manager.users.alice.warnings" | grep -q 'the unit and the settings of Home Manager hold'
  "$tools/flake-eval.sh" eval "$node.home-manager.users.alice.systemd.user.services.fw16-synth.Unit.X-Reload-Triggers" |
    jq -e 'length == 2' > /dev/null
  "$tools/flake-eval.sh" eval "$node.systemd.user.services.fw16-synth.overrideStrategy" | grep -qx '"asDropinIfExists"'
  echo "both at once: one wins, and says so"
}
