// The params of one request, read with their kinds checked. The first thing wrong is kept; ask error() at the end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ipc/control_error.h"
#include "ipc/control_value.h"

namespace vpdnd::control {

class RequestParams {
  public:
    /// `params` (an object, or null: none) outlives this.
    explicit RequestParams(const ipc::Value& params) : params_(params) {}

    std::optional<std::string> text(std::string_view key);
    std::string needed_text(std::string_view key);
    bool needed_flag(std::string_view key);
    /// A tunnel or session number, 1 to 65535.
    std::optional<std::uint16_t> id(std::string_view key);
    std::uint16_t needed_id(std::string_view key);
    void refuse(std::string message);

    /// Also finds params that nobody asked for.
    std::optional<ipc::ControlError> error();

  private:
    const ipc::Value& take(std::string_view key);
    void need(std::string_view key, std::string_view kind);

    const ipc::Value& params_;
    std::vector<std::string_view> asked_;
    std::optional<ipc::ControlError> error_;
};

}  // namespace vpdnd::control
