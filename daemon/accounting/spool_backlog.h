// Changes that are not in the spool's file yet. Of each session and record only the last state counts, and what comes and goes in
// between is never written: so there is no more of it than there are open sessions and records, however long nothing can be written.
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

    /// What the file has.
    void found(const SpoolContents& contents);
    void add(std::vector<SpoolChange> changes);
    /// All of it, to be written. committed() or failed() follows, before the next one.
    Batch take();
    void committed();
    void failed(Batch batch);

    bool empty() const { return waiting_.empty(); }
    std::size_t size() const { return waiting_.size(); }

  private:
    void apply(OpenSession&& session);
    void apply(AccountingRecord&& record);
    void apply(DropSession&& drop);
    void apply(DropRecord&& drop);

    Batch waiting_;
    // What is in the file, or on its way there.
    std::set<SessionKey> sessions_;
    std::set<RecordKey> records_;
    // Of these, what is only on its way; and what is on its way out.
    std::set<SessionKey> new_sessions_, old_sessions_;
    std::set<RecordKey> new_records_, old_records_;
};

}  // namespace vpdnd
