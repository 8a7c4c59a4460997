import { describeRecorder } from './telegram-suite.ts';

describeRecorder('polling');
describeRecorder('webhook');
