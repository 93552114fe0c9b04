# The checks of the flake: what can be built, and the tests on virtual machines.
{
  pkgs,
  self,
  home-manager,
}:
let
  inherit (pkgs) lib;
  system = pkgs.stdenv.hostPlatform.system;
  inherit (self.packages.${system}) fw16-synth;

  # Every script beside this file, on a machine that has the NixOS module.
  scripts = lib.filter (lib.hasSuffix ".py") (lib.attrNames (builtins.readDir ./.));
  scriptTest =
    script:
    let
      name = lib.removeSuffix ".py" script;
    in
    lib.nameValuePair "vm-${name}" (
      pkgs.testers.runNixOSTest {
        name = "fw16-synth-${name}";
        nodes.machine.imports = [
          self.nixosModules.default
          ./machine.nix
        ];
        testScript = builtins.readFile (./. + "/${script}");
      }
    );
in
{
  package = fw16-synth;
  unit-tests = fw16-synth.override { withTests = true; };
  inherit (self.packages.${system}) container options-documentation;

  units = import ./units.nix { inherit pkgs self home-manager; };
  bad-settings = import ./bad-settings.nix { inherit pkgs fw16-synth; };

  vm-nixos-module = import ./nixos-module.nix { inherit pkgs self; };
  vm-home-manager = import ./home-manager.nix { inherit pkgs self home-manager; };
}
// lib.listToAttrs (map scriptTest scripts)
