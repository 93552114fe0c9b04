{
  description = "Plays a Framework 16's keyboard, touchpad and MIDI modules as a SoundFont synthesizer";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";
    home-manager = {
      url = "github:nix-community/home-manager/release-26.05";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };

  outputs =
    {
      self,
      nixpkgs,
      home-manager,
    }:
    let
      inherit (nixpkgs) lib;
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];
      forAllSystems = f: lib.genAttrs systems (system: f nixpkgs.legacyPackages.${system});

      # The modules take their package from an option; the flake only supplies its default. With the key, a module that
      # is imported twice counts once.
      withPackage = module: {
        key = "fw16-synth:${toString module}";
        _file = ./flake.nix;
        imports = [
          module
          (
            { lib, pkgs, ... }:
            {
              key = "fw16-synth:package:${toString module}";
              programs.fw16-synth.package = lib.mkDefault self.packages.${pkgs.stdenv.hostPlatform.system}.fw16-synth;
            }
          )
        ];
      };
    in
    {
      packages = forAllSystems (pkgs: rec {
        fw16-synth = pkgs.callPackage ./pkgs/fw16-synth/package.nix { };
        default = fw16-synth;
        container = pkgs.callPackage ./pkgs/container/image.nix { inherit fw16-synth; };
        options-documentation = import ./pkgs/options-documentation.nix { inherit pkgs self home-manager; };
      });

      overlays.default = final: _previous: {
        fw16-synth = final.callPackage ./pkgs/fw16-synth/package.nix { };
      };

      nixosModules = rec {
        fw16-synth = withPackage ./modules/nixos.nix;
        default = fw16-synth;
      };

      homeModules = rec {
        fw16-synth = withPackage ./modules/home-manager.nix;
        default = fw16-synth;
      };
      # As Home Manager had it named before.
      homeManagerModules = self.homeModules;

      apps = forAllSystems (
        pkgs:
        let
          program = lib.getExe self.packages.${pkgs.stdenv.hostPlatform.system}.fw16-synth;
        in
        rec {
          fw16-synth = {
            type = "app";
            inherit program;
            meta.description = "Play the keyboard, in the foreground";
          };
          default = fw16-synth;
          demo = {
            type = "app";
            program = "${pkgs.writeShellScript "fw16-synth-demo" ''exec ${program} demo "$@"''}";
            meta.description = "Play the bundled performance";
          };
        }
      );

      devShells = forAllSystems (pkgs: {
        default = import ./pkgs/dev-shell.nix { inherit pkgs; };
      });

      formatter = forAllSystems (pkgs: pkgs.nixfmt-tree);

      checks = forAllSystems (
        pkgs: import ./nixos-tests { inherit pkgs self home-manager; }
      );
    };
}
