/** Milliseconds of this thread's own time that work takes: others on the machine don't count. */
const cpu = process.threadCpuUsage?.bind(process) ?? process.cpuUsage.bind(process);

export async function cpuTime(work: () => unknown): Promise<number> {
  const from = cpu();
  await work();
  const { user, system } = cpu(from);
  return (user + system) / 1_000;
}
