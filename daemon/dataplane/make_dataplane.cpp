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
    auto netlink = NetlinkDataPlane::make();
    if (netlink) return netlink;
    auto pppox = PppoxDataPlane::make();
    if (pppox) return pppox;
    pppox.error().text = netlink.error().text + "; " + pppox.error().text;
    return pppox;
}

}  // namespace vpdnd
