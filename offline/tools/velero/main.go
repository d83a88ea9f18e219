// Command velero is Velero without the metrics server that its controllers open on every address of the machine, for
// which there is no flag. All else is as published.
package main

import (
	"github.com/vmware-tanzu/velero/pkg/cmd"
	"github.com/vmware-tanzu/velero/pkg/cmd/velero"
	metrics "sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

func main() {
	metrics.DefaultBindAddress = "0"
	cmd.CheckError(velero.NewCommand("velero").Execute())
}
