#include <cerrno>

#include "dataplane/dataplane_error.h"
#include "dataplane/netlink_dataplane.h"
#include "dataplane/null_dataplane.h"
#include "dataplane/pppox_dataplane.h"

namespace vpdnd {

DataPlaneResult<std::unique_ptr<DataPlane>> make_data_plane(const std::string& kind) {
    if (kind == "none") return std::unique_ptr<DataPlane>(std::make_unique<NullDataPlane>());
    if (kind == "pppox") return PppoxDataPlane::make();
    if (kind == "netlink") return NetlinkDataPlane::make();
    if (kind != "kernel") return dataplane_error("data plane \"" + kind + "\"", EINVAL);
    return first_that_works(NetlinkDataPlane::make, PppoxDataPlane::make);
}

DataPlaneResult<std::unique_ptr<DataPlane>> first_that_works(const DataPlaneMaker& netlink, const DataPlaneMaker& pppox) {
    auto first = netlink();
    if (first) return first;
    auto second = pppox();
    if (!second) second.error().text = first.error().text + "; " + second.error().text;
    return second;
}

}  // namespace vpdnd
