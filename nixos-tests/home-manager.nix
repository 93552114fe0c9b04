# The Home Manager module on a machine that has the NixOS module, too: for alice hers wins, for bob that of the system.
{
  pkgs,
  self,
  home-manager,
}:
pkgs.testers.runNixOSTest {
  name = "fw16-synth-home-manager";

  nodes.machine = {
    imports = [
      self.nixosModules.default
      home-manager.nixosModules.home-manager
      ./machine.nix
    ];
    programs.fw16-synth.settings.audio.gain_db = -20;
    users.users.bob.linger = true;

    home-manager = {
      useGlobalPkgs = true;
      users.alice = {
        imports = [ self.homeModules.default ];
        home.stateVersion = "26.05";
        programs.fw16-synth = {
          enable = true;
          defaultOctave = 3;
          settings.audio.gain_db = -12;
          presets."Late Night".settings.program = 4;
        };
      };
    };
  };

  testScript = ''
    start_all()
    machine.wait_for_unit("home-manager-alice.service")
    machine.wait_for_file("/run/user/1000/bus")

    with subtest("her unit is that of Home Manager, without a trace of the other"):
        machine.succeed("in-session systemctl --user daemon-reload")
        path = machine.succeed("in-session systemctl --user show fw16-synth --value --property=FragmentPath").strip()
        assert path == "/home/alice/.config/systemd/user/fw16-synth.service", path
        assert machine.succeed("in-session systemctl --user show fw16-synth --value --property=DropInPaths").strip() == ""

    with subtest("her settings go before those of the system"):
        machine.succeed("in-session systemctl --user restart fw16-synth")
        machine.succeed("daemon wait Gain -12", "daemon wait Octave 3")

    with subtest("her preset is listed"):
        assert "Late Night" in machine.succeed("in-session fw16-synth preset list")

    with subtest("bob has the unit and the configuration of the system"):
        machine.wait_for_file("/run/user/1001/bus")
        path = machine.succeed(
            "su bob -c 'XDG_RUNTIME_DIR=/run/user/1001 systemctl --user show fw16-synth --value --property=FragmentPath'"
        ).strip()
        assert path == "/etc/systemd/user/fw16-synth.service", path
  '';
}
