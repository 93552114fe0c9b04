# The SoundFont that tests play and measure with. nixpkgs has it not; Debian does.
{
  stdenvNoCC,
  fetchurl,
  dpkg,
}:
stdenvNoCC.mkDerivation {
  pname = "timgm6mb-soundfont";
  version = "1.3-5";
  src = fetchurl {
    url = "mirror://debian/pool/main/t/timgm6mb-soundfont/timgm6mb-soundfont_1.3-5_all.deb";
    sha256 = "034abdfb296d9353433513dad5dbdcab46425ee6008fc02fe7039b46e75edc54";
  };
  nativeBuildInputs = [ dpkg ];
  unpackPhase = "dpkg-deb --extract $src .";
  installPhase = "install -Dm644 -t $out/share/sounds/sf2 usr/share/sounds/sf2/TimGM6mb.sf2";
}
