# The machine that the scripts beside this file are written for; README.md says what they need of it.
{ pkgs, lib, ... }:
let
  python = pkgs.python3.withPackages (packages: [ packages.evdev ]);
  timgm6mb = pkgs.callPackage ../pkgs/timgm6mb.nix { };

  # In PATH they have no extension.
  tools = pkgs.runCommand "fw16-synth-test-tools" { } ''
    mkdir -p $out/bin
    for tool in ${./tools}/*.py; do
      name=$(basename "$tool" .py)
      sed '1s|.*|#!${python}/bin/python3|' "$tool" > "$out/bin/$name"
      chmod +x "$out/bin/$name"
    done
  '';
in
{
  users.users = {
    alice = {
      isNormalUser = true;
      uid = 1000;
      linger = true;
      extraGroups = [ "audio" ];
    };
    bob = {
      isNormalUser = true;
      uid = 1001;
    };
  };
  # A session on seat0, which has the console's keyboard.
  services.getty.autologinUser = "alice";

  programs.fw16-synth = {
    enable = true;
    users = [ "alice" ];
  };
  # What a test starts is started by it, and not before.
  systemd.user.services.fw16-synth.wantedBy = lib.mkForce [ ];

  # The one sink there is; its monitor is what tests record. Periods are long because a machine may be emulated.
  services.pipewire.extraConfig.pipewire."10-null-sink" = {
    "context.properties" = {
      "default.clock.rate" = 48000;
      "default.clock.quantum" = 2048;
      "default.clock.min-quantum" = 2048;
    };
    "context.objects" = [
      {
        factory = "adapter";
        args = {
          "factory.name" = "support.null-audio-sink";
          "node.name" = "null-sink";
          "node.description" = "Null sink";
          "media.class" = "Audio/Sink";
          "audio.position" = [
            "FL"
            "FR"
          ];
          "audio.rate" = 48000;
          "priority.session" = 3000;
          "priority.driver" = 3000;
          "monitor.channel-volumes" = true;
          "object.linger" = true;
        };
      }
    ];
  };

  boot.kernelModules = [ "uinput" ];
  # Where Debian has it, which is where the scripts name it.
  systemd.tmpfiles.rules = [
    "L+ /usr/share/sounds/sf2/TimGM6mb.sf2 - - - - ${timgm6mb}/share/sounds/sf2/TimGM6mb.sf2"
  ];
  environment.systemPackages = [
    tools
    python
    pkgs.acl
    pkgs.pipewire
    pkgs.strace
  ];
  virtualisation = {
    memorySize = 2048;
    qemu.options = [ "-device virtio-keyboard-pci" ];
  };
}
