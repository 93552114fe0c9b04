# What can be built with this machine's tools. Npm modules come from the registry that npm is set up with.

build_all() {
  local package
  export npm_config_registry=${npm_config_registry:-$(npm config get registry 2> /dev/null)}
  package=$(build packages.x86_64-linux.fw16-synth)
  package_works "$package"
  build checks.x86_64-linux.unit-tests > /dev/null
  echo "unit tests: pass in the build"
  build checks.x86_64-linux.units > /dev/null
  build checks.x86_64-linux.bad-settings > /dev/null
  echo "bad settings: refused when they are built"
  build packages.x86_64-linux.options-documentation > /dev/null
  build packages.x86_64-linux.container > /dev/null
  build checks.x86_64-linux.vm-nixos-module > /dev/null
  build checks.x86_64-linux.vm-home-manager > /dev/null
  echo "options, container, test machines: made"
}

# Prints where it is; what the builders say is shown only when one fails.
build() {
  "$tools/flake-eval.sh" build "$1" 2> "$workplace/build.log" || {
    tail -n 80 "$workplace/build.log" >&2
    echo "$1 cannot be built; all that was said is in $workplace/build.log" >&2
    exit 1
  }
}

# The program runs from where it is installed, with the libraries that it names, and everything else is in its place.
package_works() {
  local package=$1 home=$1/lib/node_modules/fw16-synth file
  "$package/bin/fw16-synth" --version
  "$package/bin/fw16-synth" replay "$root/test/traces/demo.evemu" --render "$workplace/demo.wav" > /dev/null
  [ "$(stat -c %s "$workplace/demo.wav")" -gt 1000000 ]
  for file in lib/systemd/user/fw16-synth.service share/dbus-1/services/org.fw16synth.Synth1.service; do
    grep -q "=$package/bin/fw16-synth daemon" "$package/$file"
  done
  for file in share/man/man1/fw16-synth.1 share/bash-completion/completions/fw16-synth \
    share/zsh/site-functions/_fw16-synth share/fish/vendor_completions.d/fw16-synth.fish \
    share/applications/org.fw16synth.Synth1.desktop lib/node_modules/fw16-synth/dist/assets/builtin.sf2; do
    [ -s "$package/$file" ] || {
      echo "the package lacks $file" >&2
      exit 1
    }
  done
  # Every library by its whole path, and none that the modules brought along.
  grep -q "store/[^']*libfluidsynth.so.3'" "$home/dist/src/synthesizer/fluidLibrary.js"
  grep -q "store/[^']*libsystemd.so.0'" "$home/dist/src/linux/libsystemd.js"
  grep -q 'store/[^ ]*bin/setfacl ' "$package/lib/udev/rules.d/73-fw16-synth.rules"
  [ "$(find "$home" -name koffi.node | wc -l)" = 1 ]
  readelf -d "$home/node_modules/naudiodon/build/Release/naudiodon.node" | grep -q 'RUNPATH.*store/[a-z0-9]*-portaudio/lib'
  [ -z "$(find "$home/node_modules/naudiodon" -name 'libportaudio*')" ]
  [ ! -e "$home/node_modules/typescript" ]
  echo "package: $package"
}
