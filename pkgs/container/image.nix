# The container image: nix build .#container && docker load < result
{
  lib,
  dockerTools,
  runCommand,
  fw16-synth,
}:
let
  home = "/opt/fw16-synth";
in
dockerTools.buildLayeredImage {
  name = "fw16-synth";
  tag = fw16-synth.version;

  contents = [
    fw16-synth
    (runCommand "fw16-synth-etc" { } ''
      mkdir -p $out/etc
      echo 'synthuser:x:1000:1000::${home}:/bin/false' > $out/etc/passwd
      printf '%s\n' 'synthuser:x:1000:' 'audio:x:29:synthuser' 'input:x:104:synthuser' > $out/etc/group
      # What is mounted there is the configuration of the system.
      ln -s ${home}/config $out/etc/fw16-synth
    '')
  ];

  fakeRootCommands = ''
    mkdir -p tmp .${home}/config .${home}/logs opt/soundfonts
    chown -R 1000:1000 .${home} opt/soundfonts
    chmod 1777 tmp
  '';

  config = {
    User = "1000:1000";
    WorkingDir = home;
    Env = [
      "HOME=${home}"
      "XDG_CACHE_HOME=/tmp/cache"
      "XDG_STATE_HOME=${home}/logs"
      "XDG_RUNTIME_DIR=/tmp"
    ];
    Cmd = [
      (lib.getExe fw16-synth)
      "--production"
      "--log-file"
      "${home}/logs/synth.log"
    ];
    Healthcheck = {
      Test = [
        "CMD"
        (lib.getExe fw16-synth)
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
