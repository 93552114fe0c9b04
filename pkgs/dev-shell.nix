# Everything that npm test and npm run bench need, at the places where Debian has it: the tests name some of them.
# It is a shell to work in: its hook becomes that shell, so that `nix develop --command` never comes to its command.
{ pkgs }:
let
  fluidsynth = pkgs.callPackage ./fluidsynth.nix { };
  timgm6mb = pkgs.callPackage ./timgm6mb.nix { };
  python = pkgs.python3.withPackages (packages: [ packages.python-dbusmock ]);
in
(pkgs.buildFHSEnv {
  name = "fw16-synth-shell";

  targetPkgs = pkgs: [
    pkgs.nodejs_24
    python

    # What the tests start, each on a socket of its own.
    pkgs.dbus
    pkgs.glib
    pkgs.groff
    pkgs.jack-example-tools
    pkgs.jack2
    pkgs.pipewire
    pkgs.wireplumber
    pkgs.sox
    pkgs.systemd

    # What is compiled: the portaudio driver, and the programs of the benchmark.
    fluidsynth
    pkgs.alsa-lib
    pkgs.gcc
    pkgs.gnumake
    pkgs.portaudio
  ];

  # The headers of the libraries above.
  extraOutputsToInstall = [ "dev" ];

  # usr/lib is a link to usr/lib64 that leads somewhere in the shell only.
  extraBuildCommands = ''
    mkdir -p $out/usr/share/sounds/sf2 $out/usr/share/alsa/alsa.conf.d $out/usr/lib64/python3/dist-packages
    ln -s ${timgm6mb}/share/sounds/sf2/TimGM6mb.sf2 $out/usr/share/sounds/sf2/
    ln -sf ${pkgs.pipewire}/share/alsa/alsa.conf.d/50-pipewire.conf $out/usr/share/alsa/alsa.conf.d/
    ln -s ${python}/${pkgs.python3.sitePackages}/dbusmock $out/usr/lib64/python3/dist-packages/
  '';

  profile = ''
    export LD_LIBRARY_PATH=/usr/lib''${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  '';
}).env
