# What the project asks of nixpkgs beyond what the stub package set has. Builders run on this machine's tools, and
# libraries are this machine's, so that what is built here can be run here. None of it is nixpkgs': see nixos-tests/README.md
# for what that leaves open.
final: previous:
let
  inherit (final) lib;
  libraries = "/usr/lib/x86_64-linux-gnu";

  # A package of links to this machine's own files.
  fromHost =
    name: links:
    final.runCommand name { } (
      lib.concatStrings (
        lib.mapAttrsToList (path: source: ''
          mkdir -p "$(dirname $out/${path})"
          ln -s ${source} $out/${path}
        '') links
      )
    );
  library = package: name: fromHost package { "lib/${name}" = "${libraries}/${name}"; };

  linked = packages: lib.concatMapStrings (package: "${package}\n") (lib.flatten packages);
in
{
  fluidsynth = library "fluidsynth" "libfluidsynth.so.3" // {
    overrideAttrs = _: final.fluidsynth;
  };
  pipewire = library "pipewire" "libpipewire-0.3.so.0";
  portaudio = library "portaudio" "libportaudio.so.2";
  systemd = library "systemd" "libsystemd.so.0";

  python3 = previous.python3 // {
    withPackages = _: previous.python3;
    sitePackages = "lib/python3/site-packages";
  };

  # The file format of nixpkgs' importNpmLock: each module of the lock is taken from its source.
  importNpmLock = {
    __functor =
      _:
      {
        npmRoot,
        packageLock,
        packageSourceOverrides,
      }:
      let
        manifest = lib.importJSON (npmRoot + "/package.json");
        source = path: "file:${packageSourceOverrides.${path}}";
        fromStore = lib.mapAttrs (name: _: source "node_modules/${name}");
        locked =
          path: module:
          removeAttrs module [
            "link"
            "funding"
          ]
          // lib.optionalAttrs (packageSourceOverrides ? ${path}) { resolved = source path; };
      in
      final.runCommand "npm-sources"
        {
          manifest = builtins.toJSON (
            manifest
            // {
              dependencies = fromStore manifest.dependencies;
              devDependencies = fromStore manifest.devDependencies;
            }
          );
          lock = builtins.toJSON (packageLock // { packages = lib.mapAttrs locked packageLock.packages; });
          passAsFile = [
            "manifest"
            "lock"
          ];
        }
        ''
          mkdir $out
          cp "$manifestPath" $out/package.json
          cp "$lockPath" $out/package-lock.json
        '';
    npmConfigHook = final.emptyDirectory;
  };

  # The phases of buildNpmPackage in their order, each as its hook does it.
  buildNpmPackage =
    args:
    let
      hooks = lib.mapAttrs (_: text: "${text}") {
        preBuild = args.preBuild or "";
        postInstall = args.postInstall or "";
        checkPhase = lib.optionalString (args.doCheck or false) args.checkPhase;
      };
    in
    final.runCommand "${args.pname}-${args.version}"
      (
        hooks
        // {
          inherit (args) src npmDeps pname;
          passAsFile = lib.attrNames hooks;
          rebuildFlags = args.npmRebuildFlags or [ ];
          meta = args.meta // {
            outputsToInstall = [ "out" ];
          };
          passthru = (args.passthru or { }) // {
            inherit (args) pname version;
          };
        }
      )
      ''
        runHook() { :; }
        substitute() {
          local from=$1 to=$2 text
          shift 2
          text=$(cat "$from"; printf x)
          while [ $# -gt 0 ]; do
            [ "$1" = --replace-fail ] || { echo "substitute: $1 is not known here" >&2; exit 1; }
            [[ $text == *"$2"* ]] || { echo "substitute: $from does not have $2" >&2; exit 1; }
            text=''${text//"$2"/"$3"}
            shift 3
          done
          printf %s "''${text%x}" > "$to.new"
          mv "$to.new" "$to"
        }
        substituteInPlace() {
          local files=() file
          while [ "''${1#--}" = "$1" ]; do files+=("$1"); shift; done
          for file in "''${files[@]}"; do substitute "$file" "$file" "$@"; done
        }
        # The headers of Node, without a download.
        export npm_config_nodedir=/usr npm_config_offline=true npm_config_fund=false npm_config_audit=false
        export npm_config_update_notifier=false

        cp -r $src source
        chmod -R u+w source
        cd source
        mkdir ../original
        mv package.json package-lock.json ../original/
        cp --no-preserve=mode $npmDeps/package.json $npmDeps/package-lock.json .
        npm install --ignore-scripts
        npm rebuild $rebuildFlags
        mv ../original/* .

        . "$preBuildPath"
        npm run build
        . "$checkPhasePath"

        to=$out/lib/node_modules/$pname
        mkdir -p "$to" $out/bin
        npm pack --json --dry-run --silent | jq -r '.[0].files[].path' | while read -r file; do
          mkdir -p "$to/$(dirname "$file")"
          cp "$file" "$to/$file"
        done
        jq -r '.bin | to_entries[] | "\(.key) \(.value)"' package.json | while read -r name file; do
          printf '#!/bin/sh\nexec %s %s "$@"\n' "$(command -v node)" "$to/$file" > $out/bin/$name
          chmod +x $out/bin/$name
        done
        npm prune --omit=dev --no-save
        cp -r node_modules "$to/"
        . "$postInstallPath"
      ''
    // {
      overrideAttrs = _: throw "not here";
    };

  # What they name is built; what they are is not made here.
  dockerTools.buildLayeredImage =
    { name, contents, config, fakeRootCommands, ... }:
    final.runCommand "${name}-image" {
      config = builtins.toJSON config;
      contents = linked [ contents ];
      inherit fakeRootCommands;
    } ''
      bash -n <<< "$fakeRootCommands"
      jq . <<< "$config" > $out
    '';
  buildFHSEnv =
    { name, targetPkgs, extraBuildCommands, profile, ... }:
    {
      env = final.runCommand name {
        packages = linked [ (targetPkgs final) ];
        inherit extraBuildCommands profile;
      } ''
        bash -n <<< "$extraBuildCommands$profile"
        echo "$packages" > $out
      '';
    };

  testers = previous.testers // {
    # Turns the failure of a builder into what it wrote. The builders of the stub are bash scripts.
    testBuildFailure =
      failing:
      builtins.derivation (
        failing.drvAttrs
        // {
          name = "${failing.name}-failed";
          args = [
            "-c"
            ''
              mkdir $out
              if out=$PWD/nothing /bin/bash "''${@:1}" > $out/testBuildFailure.log 2>&1; then
                echo "${failing.name} does not fail" >&2
                exit 1
              fi
            ''
            "bash"
          ]
          ++ failing.drvAttrs.args;
        }
      );
  };

  # The pages, from the same list of options that nixpkgs makes its own of.
  nixosOptionsDoc =
    { options, ... }:
    let
      shown = lib.filter (option: option.visible && !option.internal) (lib.optionAttrSetToDocList options);
      entry = option: "## ${option.name}\n\n${option.description}\n\n*Type:* ${option.type}\n";
    in
    {
      optionsCommonMark = final.writeText "options.md" (lib.concatMapStringsSep "\n" entry shown);
    };
}
