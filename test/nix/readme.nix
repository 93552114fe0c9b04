# A module of the README in a configuration that says nothing else of the program.
{
  work,
  project,
  block,
}:
let
  lib = import (work + "/nixpkgs/lib");
  pkgs = import (work + "/nixpkgs") { system = "x86_64-linux"; };
in
{
  nixos =
    let
      machine = import (work + "/nixpkgs/nixos/eval-config.nix") {
        inherit lib;
        system = "x86_64-linux";
        modules = [
          (project + "/modules")
          block
          { users.users.alice.isNormalUser = true; }
        ];
      };
    in
    assert machine.config.programs.fw16-synth.enable;
    machine.config.system.build.toplevel.drvPath;

  home =
    let
      home = (import (work + "/home-manager/lib") { inherit (pkgs) lib; }).homeManagerConfiguration {
        inherit pkgs;
        modules = [
          (project + "/modules/home-manager.nix")
          block
          {
            home = {
              username = "alice";
              homeDirectory = "/home/alice";
              stateVersion = "26.05";
            };
            manual.manpages.enable = false;
          }
        ];
      };
    in
    assert home.config.programs.fw16-synth.enable;
    home.activationPackage.drvPath;
}
