# The container image: nix build .#container && docker load < result
{
  lib,
  dockerTools,
  fw16-synth,
  coreutils,
  dbus,
  runCommand,
  writeShellScriptBin,
}:
let
  start = writeShellScriptBin "start-fw16-synth" (
    "PATH=${
      lib.makeBinPath [
        coreutils
        dbus
        fw16-synth
      ]
    }:$PATH\n"
    + builtins.readFile ./start.sh
  );
in
dockerTools.buildLayeredImage {
  name = "fw16-synth";
  tag = fw16-synth.version;

  contents = [
    fw16-synth
    start
    dbus
    # The user below, by name.
    (runCommand "fw16-synth-users" { } ''
      mkdir -p $out/etc $out/tmp
      echo 'synthuser:x:1000:1000::/opt/fw16-synth:/bin/false' > $out/etc/passwd
      printf '%s\n' 'synthuser:x:1000:' 'input:x:104:synthuser' 'audio:x:29:synthuser' > $out/etc/group
    '')
  ];

  fakeRootCommands = ''
    install --directory --owner=1000 --group=1000 opt/fw16-synth opt/fw16-synth/config opt/fw16-synth/logs opt/soundfonts
    chmod 1777 tmp
  '';

  config = {
    User = "1000:1000";
    WorkingDir = "/opt/fw16-synth";
    Env = [
      "HOME=/opt/fw16-synth"
      "XDG_RUNTIME_DIR=/tmp"
    ];
    Entrypoint = [ "${lib.getExe start}" ];
    Cmd = [
      "fw16-synth"
      "--production"
      "--log-file"
      "/opt/fw16-synth/logs/synth.log"
    ];
    Healthcheck = {
      Test = [
        "CMD"
        "${lib.getExe fw16-synth}"
        "--health-check"
      ];
      # In nanoseconds.
      Interval = 30 * 1000000000;
      Timeout = 10 * 1000000000;
      Retries = 3;
      StartPeriod = 60 * 1000000000;
    };
  };
}
