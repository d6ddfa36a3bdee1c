// Changes that are not in the spool's file yet. Of each session and record only the last state counts, and what comes and goes in
// between is never written: so there is no more of it than there are open sessions and records, however long nothing can be written.
//
// Shared by the loop and the thread that writes, under the owner's lock: no call takes longer than a few entries need.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "accounting/accounting_spool.h"

namespace vpdnd {

class SpoolBacklog {
  public:
    using SessionKey = std::pair<std::string, std::string>;  ///< set, Acct-Session-Id
    /// One transaction. An empty value: it is dropped.
    struct Batch {
        std::map<SessionKey, std::optional<OpenSession>> sessions;
        std::map<RecordKey, std::optional<AccountingRecord>> records;
        bool empty() const { return sessions.empty() && records.empty(); }
        std::size_t size() const { return sessions.size() + records.size(); }
    };
    /// What is in a file.
    struct Picture {
        Picture() = default;
        explicit Picture(const SpoolContents& contents);
        std::set<SessionKey> sessions;
        std::set<RecordKey> records;
    };
    /// Entries that settle() treats in one call.
    static constexpr std::size_t kAtOnce = 256;

    /// The file that is written from now on has this; `picture` becomes that of the one before. Nothing may be on its way.
    void found(Picture& picture) { std::swap(in_file_, picture); }
    void add(std::vector<SpoolChange> changes);
    /// All of it, to be written; unchanged until settle().
    const Batch& take();
    /// It was written, or could not be: then it waits again. To be called until it is true.
    bool settle(bool written);

    bool empty() const { return waiting_.empty() && on_its_way_.empty(); }
    std::size_t size() const { return waiting_.size() + on_its_way_.size(); }

  private:
    void apply(OpenSession&& session);
    void apply(AccountingRecord&& record);
    void apply(DropSession&& drop);
    void apply(DropRecord&& drop);

    Batch waiting_, on_its_way_;
    Picture in_file_;
};

}  // namespace vpdnd
