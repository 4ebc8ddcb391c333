#include <db/dialects/postgresql/statement_cache.hpp>

namespace praetor::db::postgresql {

void statement_cache::disable()
{
    clear();
    max_ = 0;
}

statement_cache::use statement_cache::find(std::string const& text)
{
    if (auto const known = known_.find(text); known != known_.end()) {
        uses_.splice(uses_.begin(), uses_, known->second.use);
        return {known->second.name.c_str(), false};
    }
    auto const added = known_.emplace(text, prepared{"p" + std::to_string(next_name_++), {}}).first;
    added->second.use = uses_.insert(uses_.begin(), &added->first);
    return {added->second.name.c_str(), true};
}

void statement_cache::shrink()
{
    while (known_.size() > max_) {
        auto const oldest = known_.find(*uses_.back());
        evicted_.push_back(std::move(oldest->second.name));
        uses_.pop_back();
        known_.erase(oldest);
    }
}

void statement_cache::clear()
{
    known_.clear();
    uses_.clear();
}

} // namespace praetor::db::postgresql
