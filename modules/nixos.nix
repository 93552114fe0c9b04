# programs.fw16-synth for NixOS: the service for everybody who logs in, and permission for `users` to play it.
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
  inherit (config.services) pipewire;

  driver = if cfg.settings.audio.driver == null then "auto" else cfg.settings.audio.driver;
  unknownUsers = lib.filter (name: !config.users.users ? ${name}) cfg.users;
  quotedList = names: "[ ${lib.concatMapStringsSep " " (name: ''"${name}"'') names} ]";

  pulseaudio = config.services.pulseaudio.enable or false;
  jackd = config.services.jack.jackd.enable or false;
  # What has to run for a driver to open, and the lines that make it run.
  servers = {
    pipewire = {
      runs = pipewire.enable;
      mend = "services.pipewire.enable = true;";
    };
    pulseaudio = {
      runs = pulseaudio || (pipewire.enable && pipewire.pulse.enable);
      mend = "services.pipewire = { enable = true; pulse.enable = true; };";
    };
    jack = {
      runs = jackd || (pipewire.enable && pipewire.jack.enable);
      mend = "services.pipewire = { enable = true; jack.enable = true; };";
    };
  };
in
{
  imports = [ ./options.nix ];

  options.programs.fw16-synth = {
    audioDriver = mkOption {
      type = types.nullOr (types.enum settings.drivers);
      default = "pipewire";
      description = ''
        The audio driver. With `pipewire` the sound server is turned on, too, unless there is PulseAudio.
      '';
    };

    users = mkOption {
      type = types.listOf types.str;
      default = lib.attrNames (lib.filterAttrs (_: user: user.isNormalUser) config.users.users);
      defaultText = lib.literalMD "every normal user of this configuration";
      example = [ "musician" ];
      description = ''
        Who may play: members of the group `fw16-synth`, which may read keyboards and touchpads. Whatever runs as one of
        them can then read what is typed on this machine.
      '';
    };

    enableRealtimeAudio = mkOption {
      type = types.bool;
      default = true;
      description = ''
        Whether the threads that play may have real-time priorities: RealtimeKit, and limits for the group `audio`, which
        `users` are then members of.
      '';
    };

    extraSoundfonts = mkOption {
      type = types.listOf types.package;
      default = [ ];
      example = lib.literalExpression "[ pkgs.soundfont-fluid ]";
      description = "Packages with SoundFonts, to be found in {file}`/run/current-system/sw/share/soundfonts`.";
    };

    lowLatency = {
      enable = lib.mkEnableOption "a short period for everything that plays through PipeWire";

      rate = mkOption {
        type = types.enum [
          44100
          48000
          88200
          96000
        ];
        default = 48000;
        description = "The sample rate of the sound server, in Hz.";
      };

      quantum = mkOption {
        type = types.enum [
          16
          32
          64
          128
          256
          512
          1024
        ];
        default = 64;
        description = "The period of the sound server, in frames: 64 at 48 kHz are 1.3 ms.";
      };
    };
  };

  config = lib.mkIf cfg.enable (
    lib.mkMerge [
      {
        assertions = [
          {
            assertion = servers.${driver}.runs or true;
            message = ''
              programs.fw16-synth.audioDriver is "${driver}", and nothing in this configuration serves it.
              Write: ${servers.${driver}.mend}
              or choose what is there: programs.fw16-synth.audioDriver = "auto";
            '';
          }
          {
            assertion = unknownUsers == [ ];
            message = ''
              programs.fw16-synth.users names ${quotedList unknownUsers}, whom this configuration does not have.
              Correct the name, or write: ${lib.concatMapStringsSep " " (name: "users.users.${name}.isNormalUser = true;") unknownUsers}
            '';
          }
        ];

        environment.systemPackages = [ cfg.package ] ++ cfg.extraSoundfonts;
        environment.pathsToLink = [ "/share/soundfonts" ];
        environment.etc."fw16-synth/config.yaml".source = cfg.configFile;

        services.dbus.packages = [ cfg.package ];
        services.udev.packages = [ cfg.package ];
        # The rules of the package let this group read keyboards and touchpads, and nothing else.
        users.groups.fw16-synth.members = cfg.users;

        services.pipewire = lib.mkIf (cfg.audioDriver == "pipewire" && !pulseaudio) {
          enable = lib.mkDefault true;
          alsa.enable = lib.mkDefault true;
          pulse.enable = lib.mkDefault true;
        };

        systemd.user.services.fw16-synth = {
          description = cfg.unit.Unit.Description;
          after = lib.splitString " " cfg.unit.Unit.After;
          wantedBy = lib.splitString " " cfg.unit.Install.WantedBy;
          unitConfig =
            removeAttrs cfg.unit.Unit [
              "Description"
              "After"
            ]
            // {
              # Neither root nor the user of a login screen plays.
              ConditionUser = "!@system";
            };
          serviceConfig = cfg.unit.Service;
          restartTriggers = [ cfg.fixedAtStart ];
          reloadTriggers = [ cfg.configFile ];
        };

        # Before 26.05 a switch looked at the triggers of the system's units only.
        system.userActivationScripts = lib.mkIf (lib.versionOlder lib.trivial.release "26.05") {
          fw16-synth.text = ''
            PATH=${
              lib.makeBinPath [
                config.systemd.package
                pkgs.coreutils
              ]
            } ${pkgs.runtimeShell or "/bin/sh"} ${./after-switch.sh} ${cfg.package}-${cfg.fixedAtStart} || true
          '';
        };

        # Rules count from the next event of a device on: those that are there already are asked for one at the switch.
        systemd.services.fw16-synth-permissions = {
          description = "Permission to read the keyboards that are there";
          wantedBy = [ "multi-user.target" ];
          after = [ "systemd-udevd.service" ];
          restartTriggers = [ cfg.package ];
          serviceConfig = {
            Type = "oneshot";
            RemainAfterExit = true;
            ExecStart = "${config.systemd.package}/bin/udevadm trigger --action=change --subsystem-match=input";
          };
        };
      }

      (lib.mkIf cfg.enableRealtimeAudio {
        security.rtkit.enable = lib.mkDefault true;
        security.pam.loginLimits = [
          {
            domain = "@audio";
            type = "-";
            item = "rtprio";
            value = "95";
          }
          {
            domain = "@audio";
            type = "-";
            item = "memlock";
            value = "unlimited";
          }
        ];
        users.groups.audio.members = cfg.users;
      })

      (lib.mkIf cfg.lowLatency.enable {
        assertions = [
          {
            assertion = pipewire.enable;
            message = ''
              programs.fw16-synth.lowLatency configures PipeWire, which is off.
              Write: services.pipewire.enable = true; or programs.fw16-synth.lowLatency.enable = false;
            '';
          }
        ];

        services.pipewire.extraConfig.pipewire."92-fw16-synth"."context.properties" = {
          "default.clock.rate" = cfg.lowLatency.rate;
          "default.clock.quantum" = cfg.lowLatency.quantum;
          "default.clock.min-quantum" = cfg.lowLatency.quantum;
        };
        programs.fw16-synth.settings.audio = {
          sample_rate = lib.mkDefault cfg.lowLatency.rate;
          buffer_size = lib.mkDefault (lib.max 64 cfg.lowLatency.quantum);
        };

        # The manager of a user hands its own limits to the sound server and to the instrument.
        systemd.services."user@" = {
          overrideStrategy = "asDropin";
          serviceConfig = {
            LimitRTPRIO = 95;
            LimitMEMLOCK = "infinity";
          };
        };
      })
    ]
  );
}
