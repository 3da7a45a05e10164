package dcap

// Status says how good the trusted computing base of a platform, a TDX module or
// a quoting enclave is, in Intel's words (E3.9, E3.10). The zero value is none.
type Status string

// The statuses.
const (
	UpToDate                             Status = "UpToDate"
	SWHardeningNeeded                    Status = "SWHardeningNeeded"
	ConfigurationNeeded                  Status = "ConfigurationNeeded"
	ConfigurationAndSWHardeningNeeded    Status = "ConfigurationAndSWHardeningNeeded"
	OutOfDate                            Status = "OutOfDate"
	OutOfDateConfigurationNeeded         Status = "OutOfDateConfigurationNeeded"
	Revoked                              Status = "Revoked"
	TDRelaunchAdvised                    Status = "TDRelaunchAdvised"
	TDRelaunchAdvisedConfigurationNeeded Status = "TDRelaunchAdvisedConfigurationNeeded"
)

// statusInfo is what there is to know of a status.
type statusInfo struct {
	status Status
	// document says that documents give it; the others only come out.
	document bool
	// part says that they give it to TDX modules and quoting enclaves as well.
	part bool
	// always says that it is acceptable without being named (E3.11).
	always bool
	// baseline says that a platform which has it isn't below its baseline (E4.7).
	baseline bool
	// configuration says that its name has "Configuration" in it (E3.10).
	configuration bool
	// outdated is what it becomes with a part that is out of date (E3.10).
	outdated Status
}

// statuses holds a row for each, the best first.
var statuses = [...]statusInfo{
	{UpToDate, true, true, true, true, false, OutOfDate},
	{SWHardeningNeeded, true, false, true, true, false, OutOfDate},
	{ConfigurationNeeded, true, false, false, true, true, OutOfDateConfigurationNeeded},
	{ConfigurationAndSWHardeningNeeded, true, false, false, true, true, OutOfDateConfigurationNeeded},
	{TDRelaunchAdvised, false, false, false, true, false, TDRelaunchAdvised},
	{TDRelaunchAdvisedConfigurationNeeded, false, false, false, true, true, TDRelaunchAdvisedConfigurationNeeded},
	{OutOfDate, true, true, false, false, false, OutOfDate},
	{OutOfDateConfigurationNeeded, true, false, false, false, true, OutOfDateConfigurationNeeded},
	{Revoked, true, true, false, false, false, Revoked},
}

// Statuses returns all statuses, the best first.
func Statuses() []Status {
	list := make([]Status, len(statuses))
	for i, s := range statuses {
		list[i] = s.status
	}
	return list
}

// AllButRevoked returns all statuses that can be accepted by name: those that are
// acceptable where the status is a claim and a policy judges it (E3.11).
func AllButRevoked() []Status { return Statuses()[:len(statuses)-1] }

// info returns the row of a status; the zero one, which allows nothing, if there
// is none.
func (s Status) info() statusInfo {
	for _, i := range statuses {
		if i.status == s {
			return i
		}
	}
	return statusInfo{}
}

// join folds the status of a part, a TDX module or a quoting enclave, into that of
// the whole (E3.10).
func join(s, part Status) Status {
	switch part {
	case OutOfDate:
		return s.info().outdated
	case Revoked:
		return Revoked
	}
	return s
}
