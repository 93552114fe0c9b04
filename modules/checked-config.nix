# The configuration file, checked when it is built: by the very program that is to read it, which looks up no device, no
# bus, and no file outside the store. Sound fonts in the store are looked into.
{
  lib,
  pkgs,
  package,
  # As `written` of settings.nix.
  settings,
  # Sound fonts, of which those in the store are checked.
  soundFonts,
}:
let
  program = lib.getExe package;
  file = (pkgs.formats.json { }).generate "fw16-synth-settings.json" settings;
  inStore = lib.filter (font: lib.hasPrefix "${builtins.storeDir}/" font) (lib.unique (map (font: "${font}") soundFonts));
  # A program for another processor cannot be run here; it checks its configuration when it starts.
  canRun = pkgs.stdenv.buildPlatform.canExecute pkgs.stdenv.hostPlatform;

  checkSoundFont = font: ''
    test -f ${lib.escapeShellArg font} || refuse "there is no sound font ${font}; look into its package's share/soundfonts."
    ${program} soundfont info ${lib.escapeShellArg font} > /dev/null || refuse "${font} cannot be played."
  '';
in
pkgs.runCommand "fw16-synth-config.yaml" { } (
  lib.optionalString canRun ''
    refuse() {
      echo "programs.fw16-synth: $1" >&2
      exit 1
    }
    export HOME=$PWD XDG_CONFIG_HOME=$PWD
    ${program} check-config --offline ${file} >&2 || refuse "mend settings, which are written above."
    ${lib.concatMapStrings checkSoundFont inStore}
  ''
  + ''
    cp ${file} $out
  ''
)
