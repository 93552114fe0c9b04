# Mistakes in a configuration, and the words by which each is caught before anything is built.

mistakes_are_caught() {
  uncaught=0
  home_mistakes
  nixos_mistakes
  [ "$uncaught" = 0 ] || { echo "$uncaught mistakes were not caught as they should be" >&2; exit 1; }
  echo "mistakes: caught"
}

# verdict NAME WORDS STATUS OUTPUT: WORDS are a part of the message that is expected, or `ok` for none.
verdict() {
  local shown
  shown=$(grep -vE '^ *(at |[0-9]*\||… while|\^|trace:|warning:|evaluation warning:)' <<< "$4" | tr '\n' ' ' | tr -s ' ')
  if [ "$2" = ok ] && [ "$3" = 0 ]; then
    printf '  %-9s %s\n' fine "$1"
  elif [ "$2" != ok ] && [ "$3" != 0 ] && grep -qF -- "$2" <<< "$shown"; then
    printf '  %-9s %-44s …%s\n' caught "$1" "$(grep -oE ".{0,40}$(sed 's/[][\.*^$+?(){}|/]/\\&/g' <<< "$2").{0,70}" <<< "$shown" | tail -1)"
  else
    uncaught=$((uncaught + 1))
    printf '  %-9s %-44s %s\n' MISSED "$1" "$(tail -c 400 <<< "$shown")"
  fi
}

home() { # NAME WORDS MODULE
  local output status=0
  output=$(HM_EXTRA="extra = $3;" "$tools/run.sh" hm 'r: r.activationPackage.drvPath' 2>&1) || status=$?
  verdict "home: $1" "$2" "$status" "$output"
}

nixos() { # NAME WORDS MODULE
  local output status=0
  output=$(NIXOS_EXTRA="extra = $3;" "$tools/run.sh" nixos 'r: r.config.system.build.toplevel.drvPath' 2>&1) || status=$?
  verdict "nixos: $1" "$2" "$status" "$output"
}

home_mistakes() {
  local our=programs.fw16-synth unit=systemd.user.services.fw16-synth
  home "nothing but enable" ok '{ }'
  home "unknown option" "programs.fw16-synth.nope' does not exist" "{ $our.nope = 1; }"
  home "audioDriver: not a driver" 'audioDriver' "{ $our.audioDriver = \"oss\"; }"
  home "soundfont: a relative path" 'soundfont' "{ $our.soundfont = \"relative.sf2\"; }"
  home "settings: a relative path" 'log.file' "{ $our.settings.log.file = \"synth.log\"; }"
  home "settings: paths that are right" ok "{ $our = { soundfont = \"~/a.sf2\"; settings.log = { file = \"/var/log/a.log\"; error_file = \"\"; }; }; }"
  home "soundfont: a number" 'soundfont' "{ $our.soundfont = 5; }"
  home "defaultOctave: out of range" 'between 0 and 9' "{ $our.defaultOctave = 12; }"
  home "defaultProgram: a name" 'between 0 and 127' "{ $our.defaultProgram = \"Piano\"; }"
  home "installSoundfonts: a word" 'installSoundfonts' "{ $our.installSoundfonts = \"yes\"; }"
  home "package: not a package" 'package' "{ $our.package = \"x\"; }"
  home "settings: unknown section" 'settings.sound' "{ $our.settings.sound.driver = \"jack\"; }"
  home "settings: unknown key" 'sampleRate' "{ $our.settings.audio.sampleRate = 48000; }"
  home "settings: a text for a number" 'sample_rate' "{ $our.settings.audio.sample_rate = \"48k\"; }"
  home "settings: out of range" 'between 8000 and 96000' "{ $our.settings.audio.sample_rate = 5; }"
  home "settings: number out of range" 'between -60 and 20' "{ $our.settings.audio.gain_db = 30.5; }"
  home "settings: not one of the words" 'velocity.mode' "{ $our.settings.velocity.mode = \"loud\"; }"
  home "settings: a word for true" 'input.grab' "{ $our.settings.input.grab = \"yes\"; }"
  home "settings: address without a port" 'metrics.listen' "{ $our.settings.metrics.listen = \"localhost\"; }"
  home "settings: a function" 'gain_db' "{ $our.settings.audio.gain_db = x: x; }"
  home "settings: a device without a path" 'was accessed but has no value' "{ $our.settings.input.devices = [ { kind = \"keyboard\"; } ]; }"
  home "settings: a device of no kind" 'kind' "{ $our.settings.input.devices = [ { path = \"/dev/x\"; kind = \"drum\"; } ]; }"
  home "settings: a key of a device that is none" 'grabb' "{ $our.settings.input.devices = [ { path = \"/dev/x\"; kind = \"keyboard\"; grabb = true; } ]; }"
  home "settings: two values" 'conflicting' "{ imports = [ { $our.settings.audio.gain_db = 1; } { $our.settings.audio.gain_db = 2; } ]; }"
  home "settings: by another name of the seeds" ok "{ $our.settings.performance.metrics_collection = true; }"
  home "presets: unknown setting" 'volume' "{ $our.presets.A.settings.volume = 3; }"
  home "presets: out of range" 'between 20 and 400' "{ $our.presets.A.settings.tempo = 500; }"
  home "presets: a name with a slash" 'cannot be the name of a preset' "{ $our.presets.\"a/b\".settings.program = 3; }"
  home "what is of the module alone" 'read-only' "{ $our.configFile = \"/x\"; }"
  home "an option of NixOS" "services.udev' does not exist" '{ services.udev.packages = [ ]; }'
  home "the unit: NixOS' way to write it" 'wantedBy' "{ $unit.wantedBy = [ \"default.target\" ]; }"
  home "the unit: another value" 'conflicting' "{ $unit.Service.Restart = \"always\"; }"
  home "the unit: another value, with force" ok "{ lib, ... }: { $unit.Service.Restart = lib.mkForce \"always\"; }"
}

nixos_mistakes() {
  local our=programs.fw16-synth unit=systemd.user.services.fw16-synth
  nixos "nothing but enable" ok '{ }'
  nixos "PipeWire off" 'Write: services.pipewire.enable = true;' '{ lib, ... }: { services.pipewire.enable = lib.mkForce false; }'
  nixos "PipeWire off, and any driver" ok "{ lib, ... }: { services.pipewire.enable = lib.mkForce false; $our.audioDriver = \"auto\"; }"
  nixos "jack without JACK" 'jack.enable = true; };' "{ $our.audioDriver = \"jack\"; }"
  nixos "pulseaudio without PulseAudio" 'pulse.enable = true; };' "{ $our.audioDriver = \"pulseaudio\"; }"
  nixos "an unknown user" 'programs.fw16-synth.users names [ "alicia" ]' "{ $our.users = [ \"alicia\" ]; }"
  nixos "users: not a list" 'users' "{ $our.users = \"alice\"; }"
  nixos "unknown option" 'user' "{ $our.user = [ \"alice\" ]; }"
  nixos "audioDriver: not a driver" 'audioDriver' "{ $our.audioDriver = \"oss\"; }"
  nixos "extraSoundfonts: a text" 'extraSoundfonts' "{ $our.extraSoundfonts = [ \"FluidR3\" ]; }"
  nixos "enableRealtimeAudio: a number" 'enableRealtimeAudio' "{ $our.enableRealtimeAudio = 1; }"
  nixos "lowLatency: no such quantum" 'quantum' "{ $our.lowLatency = { enable = true; quantum = 100; }; }"
  nixos "lowLatency: no such rate" 'rate' "{ $our.lowLatency = { enable = true; rate = 22050; }; }"
  nixos "lowLatency without PipeWire" 'lowLatency configures PipeWire, which is off' "{ lib, ... }: { services.pipewire.enable = lib.mkForce false; $our = { audioDriver = \"auto\"; lowLatency.enable = true; }; }"
  nixos "settings: unknown key" 'driver_name' "{ $our.settings.audio.driver_name = \"jack\"; }"
  nixos "settings: out of range" 'between 64 and 8192' "{ $our.settings.audio.buffer_size = 16; }"
  nixos "an option of Home Manager" "programs.fw16-synth.presets' does not exist" "{ $our.presets = { }; }"
  nixos "an option that there is not" "services.udev.rules' does not exist" '{ services.udev.rules = ""; }'
  nixos "the unit: another value" 'RestartSec' "{ $unit.serviceConfig.RestartSec = 9; }"
  nixos "the unit: no value of Restart" 'serviceConfig' "{ lib, ... }: { $unit.serviceConfig.Restart = lib.mkForce \"sometimes\"; }"
  nixos "the unit: no type of service" 'serviceConfig' "{ lib, ... }: { $unit.serviceConfig.Type = lib.mkForce \"deamon\"; }"
  nixos "the unit: Home Manager's way to write it" 'Service' "{ $unit.Service.Restart = \"always\"; }"
  nixos "the unit: after as a text" 'after' "{ $unit.after = \"pipewire.service\"; }"
}
