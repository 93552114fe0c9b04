# The options of both modules as a page: nix build .#options-documentation
{
  pkgs,
  self,
  home-manager,
}:
let
  inherit (pkgs) lib;
  modules = import ../nixos-tests/evaluated-modules.nix { inherit pkgs self home-manager; };
  page =
    options:
    (pkgs.nixosOptionsDoc {
      options.programs.fw16-synth = options;
      # Where it is declared is a path of the builder.
      transformOptions = option: option // { declarations = [ ]; };
    }).optionsCommonMark;
in
pkgs.runCommand "fw16-synth-options" { } ''
  mkdir $out
  cp ${page modules.nixosOptions} $out/nixos.md
  cp ${page modules.homeOptions} $out/home-manager.md
''
