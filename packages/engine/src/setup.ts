export { ensureNative, type NativeOptions } from "./provision/ensure-native.ts";
export type { NativeInstall } from "./provision/install.ts";
export { doctor, type DoctorOptions } from "./doctor/doctor.ts";
export { formatDoctor } from "./doctor/format-doctor.ts";
export type { DoctorCheck, DoctorReport } from "./doctor/report.ts";
