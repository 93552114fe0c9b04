# nixpkgs builds FluidSynth without these; its CMake turns each on when it finds the library. By D-Bus it asks
# RealtimeKit for the priority of its audio thread.
{
  fluidsynth,
  pipewire,
  dbus,
}:
fluidsynth.overrideAttrs (old: {
  buildInputs = (old.buildInputs or [ ]) ++ [
    pipewire
    dbus
  ];
  # A library that is not found turns its driver off in silence.
  postInstall = (old.postInstall or "") + ''
    for symbol in pw_stream_dequeue_buffer dbus_bus_get; do
      grep --quiet --text "$symbol" "''${!outputLib}/lib/libfluidsynth.so.3" || {
        echo "libfluidsynth.so.3 does not call $symbol: it was built without that library." >&2
        exit 1
      }
    done
  '';
})
