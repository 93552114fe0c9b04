{
  lib,
  stdenv,
  stdenvNoCC,
  callPackage,
  buildNpmPackage,
  importNpmLock,
  cacert,
  nodejs_24,
  acl,
  pipewire,
  portaudio,
  systemd,
  util-linux,
  # Runs the tests that need no devices, no bus, no sound server, and nothing at its place in Debian.
  withTests ? false,
}:
let
  nodejs = nodejs_24;
  root = ../..;
  manifest = lib.importJSON (root + "/package.json");
  fluidsynth = callPackage ../fluidsynth.nix { };
  library = package: name: "${lib.getLib package}/lib/${name}";

  # Of the systems that koffi brings a binary for, the one that this is built for.
  koffiBinary = "linux_${stdenv.hostPlatform.node.arch}";
in
buildNpmPackage {
  pname = manifest.name;
  inherit (manifest) version;
  inherit nodejs;

  src = lib.fileset.toSource {
    inherit root;
    fileset = lib.fileset.unions [
      (root + "/package.json")
      (root + "/package-lock.json")
      (root + "/tsconfig.json")
      (root + "/scripts")
      (root + "/src")
      (root + "/test")
      (root + "/bench")
      (root + "/share")
      (root + "/modules")
      (root + "/docs")
      (root + "/README.md")
      (root + "/LICENSE")
    ];
  };

  npmDeps = import ./npm-deps.nix {
    inherit
      lib
      stdenv
      stdenvNoCC
      nodejs
      cacert
      importNpmLock
      ;
    npmRoot = root;
  };
  inherit (importNpmLock) npmConfigHook;

  # No module needs its install script but naudiodon and what it needs, which are compiled below.
  npmRebuildFlags = [ "--ignore-scripts" ];

  buildInputs = [ portaudio ];

  # naudiodon brings a PortAudio that was compiled elsewhere; that of nixpkgs takes its place. The settings of its build
  # name the headers of Node, which nothing needs afterwards.
  preBuild = ''
    rm -r node_modules/naudiodon/portaudio/bin*
    substituteInPlace node_modules/naudiodon/binding.gyp \
      --replace-fail '<@(module_root_dir)/build/Release' '${lib.getLib portaudio}/lib' \
      --replace-fail '<@(module_root_dir)/portaudio/bin/libportaudio.so.2' '${library portaudio "libportaudio.so.2"}'
    npm rebuild naudiodon segfault-handler
    find node_modules/{naudiodon,segfault-handler}/build ! -name '*.node' ! -type d -delete
  '';

  doCheck = withTests;
  nativeCheckInputs = [ util-linux ];
  checkPhase = ''
    runHook preCheck
    HOME=$TMPDIR FW16_SYNTH_LIBFLUIDSYNTH=${library fluidsynth "libfluidsynth.so.3"} \
      node node_modules/.bin/tap run --disable-coverage --allow-empty-coverage --jobs=4 --reporter=terse \
        dist/test/{bench,config,daemon,engine,errors,input,logging,midi,performance,presets} dist/test/cli/*.test.js
    runHook postCheck
  '';

  # Every name is there, or the build fails: a library that was renamed must not be looked for on the system. libc.so.6
  # is not among them, for Node has loaded its own before.
  postInstall = ''
    package=$out/lib/node_modules/${manifest.name}
    substituteInPlace $package/dist/src/synthesizer/fluidLibrary.js \
      --replace-fail "'libfluidsynth.so.3'" "'${library fluidsynth "libfluidsynth.so.3"}'"
    substituteInPlace $package/dist/src/synthesizer/soundFont/probeLibrary.js \
      --replace-fail "'libfluidsynth.so.3'" "'${library fluidsynth "libfluidsynth.so.3"}'"
    substituteInPlace $package/dist/src/synthesizer/pipeWire.js \
      --replace-fail "'libpipewire-0.3.so.0'" "'${library pipewire "libpipewire-0.3.so.0"}'"
    substituteInPlace $package/dist/src/linux/libsystemd.js \
      --replace-fail "'libsystemd.so.0'" "'${library systemd "libsystemd.so.0"}'"

    find $package/node_modules/koffi/build/koffi -mindepth 1 -maxdepth 1 ! -name ${koffiBinary} -exec rm -r {} +
    test -e $package/node_modules/koffi/build/koffi/${koffiBinary}/koffi.node

    share=$package/share
    mkdir -p $out/lib/systemd/user $out/lib/udev/rules.d $out/share/dbus-1/services
    cp -r $share/man $share/bash-completion $share/fish $share/zsh $share/applications $out/share/
    substitute $share/systemd/user/fw16-synth.service.in $out/lib/systemd/user/fw16-synth.service \
      --replace-fail @bindir@ $out/bin
    substitute $share/dbus-1/services/org.fw16synth.Synth1.service.in \
      $out/share/dbus-1/services/org.fw16synth.Synth1.service --replace-fail @bindir@ $out/bin
    substitute $share/udev/73-fw16-synth.rules $out/lib/udev/rules.d/73-fw16-synth.rules \
      --replace-fail /usr/bin/setfacl ${lib.getBin acl}/bin/setfacl
  '';

  passthru = {
    inherit fluidsynth;
    # Where the modules read the unit without building the package.
    userUnit = root + "/share/systemd/user/fw16-synth.service.in";
  };

  meta = {
    inherit (manifest) description;
    license = lib.licenses.mit;
    mainProgram = "fw16-synth";
    platforms = [
      "x86_64-linux"
      "aarch64-linux"
    ];
  };
}
