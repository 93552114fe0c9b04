/**
 * What the main thread knows of the audio driver, and what it does for it: probes the server of one that stands still,
 * and starts the process of PortAudio.
 */
import type { Fault } from '../errors/errors.js';
import type { AudioSettings } from '../synthesizer/settings.js';
import { type AudioProbe, AudioRecovery } from './audioRecovery.js';
import type { EngineAudio } from './heartbeat.js';
import type { Notification } from './messages.js';
import { PortAudioProcessStarter } from './portAudioStarter.js';

export interface AudioWatchObserver {
  changed(audio: EngineAudio): void;
  /** The server answers: the driver may be closed and opened again. */
  serverAnswers(): void;
  fault(fault: Fault): void;
}

export class AudioWatch {
  audio: EngineAudio = 'closed';

  private readonly observer: AudioWatchObserver;
  private readonly recovery: AudioRecovery;
  private readonly portAudio = new PortAudioProcessStarter();

  /** @param probe Finds out what a server does; a test may stand in for it. */
  constructor(settings: AudioSettings, observer: AudioWatchObserver, probe?: AudioProbe) {
    this.observer = observer;
    this.recovery = new AudioRecovery(
      settings,
      {
        serverAnswers: () => observer.serverAnswers(),
        serverRefuses: () => this.blame('server-lost'),
        serverHangs: (fault) => {
          this.blame('server-hung');
          if (fault !== undefined) observer.fault(fault);
        },
      },
      probe,
    );
  }

  /** Takes over what the play thread tells. */
  follow(notification: Notification): void {
    switch (notification.type) {
      case 'activated':
        this.become(notification.report.driver === 'none' ? 'closed' : 'running');
        return;
      case 'ready':
        this.become(notification.report.driver === 'none' ? 'closed' : 'running');
        return;
      case 'deactivated':
        // Probing goes on when the driver was abandoned: it is closed as soon as its server answers.
        this.become('closed');
        return;
      case 'audio-lost':
        if (this.audio !== 'closed') this.become('stalled');
        this.recovery.begin(notification.driver);
        return;
      case 'audio-restored':
        this.recovery.stop();
        if (this.audio !== 'closed') this.become('running');
        return;
      case 'start-portaudio':
        this.portAudio.start(notification.descriptor, notification.request);
        return;
      case 'end-portaudio':
        this.portAudio.end();
        return;
    }
  }

  /** Probes no more. */
  stop(): void {
    this.recovery.stop();
  }

  /** The play thread is gone. */
  end(): void {
    this.recovery.stop();
    this.portAudio.end();
    this.become('closed');
  }

  private blame(audio: 'server-lost' | 'server-hung'): void {
    if (this.audio !== 'closed') this.become(audio);
  }

  private become(audio: EngineAudio): void {
    if (audio === this.audio) return;
    this.audio = audio;
    this.observer.changed(audio);
  }
}
