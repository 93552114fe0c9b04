# The options that NixOS and Home Manager have in common.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.programs.fw16-synth;
  settings = import ./settings.nix { inherit lib; };
in
{
  options.programs.fw16-synth = {
    enable = lib.mkEnableOption "fw16-synth, which makes an instrument of a laptop's keyboard";

    package = mkOption {
      type = types.package;
      default = pkgs.fw16-synth or (pkgs.callPackage ../pkgs/fw16-synth/package.nix { });
      defaultText = lib.literalExpression "pkgs.fw16-synth";
      description = "The fw16-synth to use.";
    };

    soundfont = mkOption {
      type = types.nullOr settings.path;
      default = null;
      example = lib.literalExpression ''"''${pkgs.soundfont-fluid}/share/soundfonts/FluidR3_GM2-2.sf2"'';
      description = ''
        The SoundFont to play; without one the small one that the project generates is played. One in the store is
        checked when the configuration is built, any other when the instrument starts.
      '';
    };

    settings = mkOption {
      type = settings.type;
      default = { };
      example = {
        audio.gain_db = -8;
        velocity.mode = "timing";
        input.keyboard.chatter_ms = 30;
      };
      description = ''
        Settings, by their keys in the configuration file. Only what is set here is written to it. The options
        `soundfont` and `audioDriver` are short for settings, which go before them.
      '';
    };

    configFile = mkOption {
      type = types.path;
      internal = true;
      readOnly = true;
      description = "The configuration file, checked.";
    };

    fixedAtStart = mkOption {
      type = types.str;
      internal = true;
      readOnly = true;
      description = "Stands for the settings that take effect at a start only.";
    };

    unit = mkOption {
      type = types.attrsOf types.raw;
      internal = true;
      readOnly = true;
      description = "The sections of the package's unit.";
    };
  };

  config.programs.fw16-synth = {
    settings = {
      audio.soundfont = lib.mkIf (cfg.soundfont != null) (lib.mkDefault cfg.soundfont);
      audio.driver = lib.mkIf (cfg.audioDriver != null) (lib.mkDefault cfg.audioDriver);
    };

    configFile = import ./checked-config.nix {
      inherit lib pkgs;
      inherit (cfg) package;
      settings = settings.written cfg.settings;
      soundFonts = lib.optional (cfg.settings.audio.soundfont != null) cfg.settings.audio.soundfont;
    };

    fixedAtStart = builtins.hashString "sha256" (
      builtins.unsafeDiscardStringContext (builtins.toJSON (settings.fixedAtStart cfg.settings))
    );

    unit = import ./unit.nix {
      inherit lib;
      # A package that was wrapped does not pass on what it was made of.
      template = cfg.package.userUnit or ../share/systemd/user/fw16-synth.service.in;
      program = lib.getExe cfg.package;
    };
  };
}
