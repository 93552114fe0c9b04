# programs.fw16-synth for Home Manager: the service, the configuration, sound fonts and presets of one user.
{
  config,
  lib,
  pkgs,
  osConfig ? null,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.programs.fw16-synth;
  settings = import ./settings.nix { inherit lib; };
  json = pkgs.formats.json { };
  user = config.home.username;

  written = settings.written cfg.settings;
  wrongNames = lib.filter (name: name == "" || lib.hasPrefix "." name || lib.hasInfix "/" name) (lib.attrNames cfg.presets);

  # The same program in the configuration of the system, when Home Manager is a part of that.
  system = osConfig.programs.fw16-synth or { enable = false; };
  alsoInSystem = system.enable;
  mayRead =
    lib.elem "input" (osConfig.users.users.${user}.extraGroups or [ ])
    || lib.elem user (osConfig.users.groups.input.members or [ ])
    || (alsoInSystem && lib.elem user system.users);
in
{
  imports = [ ./options.nix ];

  options.programs.fw16-synth = {
    audioDriver = mkOption {
      type = types.nullOr (types.enum settings.drivers);
      default = null;
      example = "pipewire";
      description = "The audio driver; without one the first that opens.";
    };

    defaultOctave = mkOption {
      type = types.nullOr settings.octaves;
      default = null;
      example = 4;
      description = "The octave of the key Q at the start.";
    };

    defaultProgram = mkOption {
      type = types.nullOr settings.programs;
      default = null;
      example = 0;
      description = "The program of the SoundFont at the start.";
    };

    installSoundfonts = mkOption {
      type = types.bool;
      default = false;
      description = ''
        Whether to put the SoundFont FluidR3 GM (140 MB) into {file}`~/.local/share/soundfonts`, where the program looks.
        It is played if the option `soundfont` or a preset says so.
      '';
    };

    presets = mkOption {
      type = types.attrsOf settings.presetType;
      default = { };
      example = {
        "Late Night".settings = {
          program = 4;
          octave = 3;
          reverb_level = 0.7;
        };
      };
      description = "Presets, by their names. They can be loaded, but neither saved over nor deleted by the program.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      (lib.hm.assertions.assertPlatform "programs.fw16-synth" pkgs lib.platforms.linux)
      {
        assertion = wrongNames == [ ];
        message = ''
          programs.fw16-synth.presets: ${builtins.toJSON wrongNames} cannot be the name of a preset.
          Name it without a slash, and without a full stop at the beginning.
        '';
      }
    ];

    warnings =
      lib.optional alsoInSystem ''
        programs.fw16-synth is enabled in the configuration of the system and in that of ${user}.
        For ${user} the unit and the settings of Home Manager hold; settings that it leaves open are those of the system.
        To have it in one place, turn off one of the two: programs.fw16-synth.enable = false;
      ''
      ++ lib.optional (osConfig != null && !mayRead) ''
        programs.fw16-synth: ${user} may not read keyboards, which Home Manager cannot change.
        Write in the configuration of the system: users.users.${user}.extraGroups = [ "input" ];
        or, for keyboards and touchpads alone: programs.fw16-synth = { enable = true; users = [ "${user}" ]; };
      '';

    programs.fw16-synth.settings = {
      input.keyboard.base_octave = lib.mkIf (cfg.defaultOctave != null) (lib.mkDefault cfg.defaultOctave);
      performance.program = lib.mkIf (cfg.defaultProgram != null) (lib.mkDefault cfg.defaultProgram);
    };

    # With the package come its desktop entry, manual page and completions.
    home.packages = [ cfg.package ];
    dbus.packages = [ cfg.package ];

    xdg.configFile =
      # A file that a person keeps by hand is left alone while nothing is set here.
      lib.optionalAttrs (written != { }) { "fw16-synth/config.yaml".source = cfg.configFile; }
      // lib.mapAttrs' (
        name: preset:
        lib.nameValuePair "fw16-synth/presets/${name}.yaml" {
          source = json.generate "fw16-synth-preset.yaml" (settings.writtenPreset preset);
        }
      ) cfg.presets;

    xdg.dataFile = lib.mkIf cfg.installSoundfonts {
      "soundfonts/FluidR3_GM2-2.sf2".source = "${pkgs.soundfont-fluid}/share/soundfonts/FluidR3_GM2-2.sf2";
    };

    systemd.user.services.fw16-synth = cfg.unit // {
      Unit = cfg.unit.Unit // {
        X-Restart-Triggers = [ cfg.fixedAtStart ];
        # A change of the system's, which lies below, is a change for this one, too.
        X-Reload-Triggers = [ "${cfg.configFile}" ] ++ lib.optional alsoInSystem "${system.configFile}";
      };
      Install.WantedBy = lib.splitString " " cfg.unit.Install.WantedBy;
    };
  };
}
