# Both modules, each enabled and nothing else said: the `config` and the `options` of a machine and of a home.
{
  pkgs,
  self,
  home-manager,
}:
let
  machine = self.inputs.nixpkgs.lib.nixosSystem {
    system = pkgs.stdenv.hostPlatform.system;
    modules = [
      self.nixosModules.default
      {
        programs.fw16-synth.enable = true;
        users.users.alice.isNormalUser = true;
        system.stateVersion = "26.05";
      }
    ];
  };
  home = home-manager.lib.homeManagerConfiguration {
    inherit pkgs;
    modules = [
      self.homeModules.default
      {
        programs.fw16-synth.enable = true;
        home = {
          username = "alice";
          homeDirectory = "/home/alice";
          stateVersion = "26.05";
        };
      }
    ];
  };
in
{
  nixos = machine.config;
  nixosOptions = machine.options.programs.fw16-synth;
  home = home.config;
  homeOptions = home.options.programs.fw16-synth;
}
