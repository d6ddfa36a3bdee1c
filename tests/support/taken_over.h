// A core that is saved, let go and taken over by another one in the same process. For Catch2 tests only.
#pragma once

#include <optional>

#include "os/descriptor_store.h"
#include "support/call_site.h"

namespace test {

/// A core whose place another one takes.
struct Machine {
    Machine(vpdnd::EventLoop& event_loop, std::shared_ptr<const vpdnd::Config> first, bool workers = false)
        : loop(event_loop), config(std::move(first)), with_workers(workers) {
        plane.emplace(with_workers);
        plane->with_descriptor = true;
        core.emplace(loop, *plane, supervisor, config, errors);
        core->use(config);
    }
    /// Saves, lets everything go, and goes on in new objects; pppds are children of nobody in between.
    void take_over() {
        vpdnd::DescriptorStore store;
        auto saved = core->save(store);
        REQUIRE(saved);
        plane->gate->open();  // whoever lets it go waits for what its threads have begun
        core.reset();
        plane.emplace(with_workers);
        plane->with_descriptor = true;
        core.emplace(loop, *plane, supervisor, config, errors, *saved, store);
        CHECK(store.empty());
    }
    void turn() {
        loop.post([] {});
        loop.turn();
    }

    vpdnd::EventLoop& loop;
    std::shared_ptr<const vpdnd::Config> config;
    const bool with_workers;
    std::optional<SwitchedPlane> plane;
    ScriptedSupervisor supervisor;
    PlayedErrors errors;
    std::optional<vpdnd::Core> core;
};

}  // namespace test
