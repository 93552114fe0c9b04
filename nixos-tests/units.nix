# The units that both modules make are those that are written down in test/nix/golden, but for paths in the store.
{
  pkgs,
  self,
  home-manager,
}:
let
  modules = import ./evaluated-modules.nix { inherit pkgs self home-manager; };
in
pkgs.runCommand "fw16-synth-units" { } ''
  compare() {
    sed -E -f ${../test/nix/settled.sed} "$2" |
      diff -u ${../test/nix/golden}/$1 -
  }
  compare nixos.service ${pkgs.writeText "fw16-synth.service" modules.nixos.systemd.user.units."fw16-synth.service".text}
  compare home-manager.service ${modules.home.xdg.configFile."systemd/user/fw16-synth.service".source}
  touch $out
''
