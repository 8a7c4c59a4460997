/** Milliseconds of this thread's own time that work takes: others on the machine don't count. */
// Node before 23.9 knows the time of the whole process only.
const cpu = process.threadCpuUsage?.bind(process) ?? process.cpuUsage.bind(process);

export async function cpuTime(work: () => unknown): Promise<number> {
  const from = cpu();
  await work();
  const { user, system } = cpu(from);
  return (user + system) / 1_000;
}
