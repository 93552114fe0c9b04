# A configuration whose types are right and whose sense is not does not build, and says what to mend.
{ pkgs, fw16-synth }:
let
  inherit (pkgs) lib;
  settings = import ../modules/settings.nix { inherit lib; };

  file =
    values: soundFonts:
    import ../modules/checked-config.nix {
      inherit lib pkgs soundFonts;
      package = fw16-synth;
      settings = settings.written values;
    };
  refused = derivation: pkgs.testers.testBuildFailure derivation;

  contradiction = refused (
    file {
      velocity.minimum = 100;
      velocity.maximum = 50;
    } [ ]
  );
  noFont = refused (file { } [ "${pkgs.writeText "font.sf2" "This is no sound font."}" ]);
  missingFont = refused (file { } [ "${pkgs.emptyDirectory}/share/soundfonts/None.sf2" ]);
in
pkgs.runCommand "fw16-synth-bad-settings" { } ''
  grep -F 'velocity.minimum' ${contradiction}/testBuildFailure.log
  grep -F 'Lower velocity.minimum to 50 or less' ${contradiction}/testBuildFailure.log
  grep -F 'cannot be played' ${noFont}/testBuildFailure.log
  grep -F 'there is no sound font' ${missingFont}/testBuildFailure.log
  touch $out
''
