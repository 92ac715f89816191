import { Socket } from 'node:net';

/** Loaded before a program that is to use no network: an attempt to connect is reported, and fails. */
Socket.prototype.connect = function connect(...target) {
  process.stderr.write(`connects: ${JSON.stringify(target[0])}\n`);
  throw new Error('This program is to use no network.');
};
