// The statements that one session has prepared, by their text; the one used longest ago goes first.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace praetor::db::postgresql {

class statement_cache
{
public:
    // Keeps `max_statements`; 0: none is prepared.
    explicit statement_cache(std::size_t max_statements) : max_(max_statements) {}

    struct use
    {
        char const* name; // until the cache changes
        bool is_new;      // and to be prepared
    };

    bool prepares() const noexcept { return max_ > 0; }
    // Prepares nothing from now on.
    void disable();

    // The name of a statement, a new one where the text is not known. Names are never used again.
    use find(std::string const& text);
    // Lets go of what is beyond the most.
    void shrink();
    // Forgets all, for nobody knows what the server kept.
    void clear();

    // Names that were let go and that the server still keeps.
    bool has_evicted() const noexcept { return !evicted_.empty(); }
    std::vector<std::string> take_evicted() { return std::exchange(evicted_, {}); }

private:
    struct prepared
    {
        std::string name;
        std::list<std::string const*>::iterator use;
    };

    std::size_t max_;
    std::unordered_map<std::string, prepared> known_;
    std::list<std::string const*> uses_; // texts of known_, last used first
    std::size_t next_name_ = 0;
    std::vector<std::string> evicted_;
};

} // namespace praetor::db::postgresql
