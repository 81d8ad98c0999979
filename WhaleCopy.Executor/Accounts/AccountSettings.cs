using System.Collections.Concurrent;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;

namespace WhaleCopy.Executor.Accounts;

/// <summary>
/// Leverage and margin mode of instruments in accounts: set before a first entry, only where different, read back, remembered.
/// Exits never wait for it.
/// </summary>
internal sealed class AccountSettings(AccountStore store, AccountDirectory directory, VenueTraders traders, TimeProvider time)
{
    private readonly ConcurrentDictionary<(long ApiKeyId, InstrumentId Instrument), InstrumentSettings> _known = new();

    /// <summary>Sees to it that an entry finds these settings.</summary>
    public async Task<SettingOutcome> EnsureAsync(
        UserApiKeyRow key, InstrumentSpec instrument, InstrumentSettings wanted, CancellationToken cancellationToken)
    {
        var known = _known.TryGetValue((key.Id, instrument.Id), out var settings)
            ? settings
            : await store.ReadSettingsAsync(key.Id, instrument.Id, cancellationToken);
        if (known == wanted)
        {
            _known[(key.Id, instrument.Id)] = wanted;
            return new SettingOutcome.Applied(wanted);
        }

        var outcome = await traders[key.Exchange].ApplySettingsAsync(directory.Open(key), instrument, wanted, cancellationToken);
        if (outcome is SettingOutcome.Applied applied)
            await SaveAsync(key.Id, instrument.Id, applied.Settings, cancellationToken);
        else
            Forget(key.Id, instrument.Id);
        return outcome;
    }

    /// <summary>Keeps settings that were read anyway.</summary>
    public void Remember(AccountInstrumentRow row, Venue venue) =>
        _known[(row.ApiKeyId, new InstrumentId(venue, row.Market, row.Symbol))] = new InstrumentSettings(row.Leverage, row.MarginMode);

    /// <summary>Forgets settings: the venue contradicted them.</summary>
    public void Forget(long apiKeyId, InstrumentId instrument) => _known.TryRemove((apiKeyId, instrument), out _);

    private async Task SaveAsync(long apiKeyId, InstrumentId instrument, InstrumentSettings settings, CancellationToken cancellationToken)
    {
        await store.SaveSettingsAsync(apiKeyId, instrument, settings, time.GetUtcNow(), cancellationToken);
        _known[(apiKeyId, instrument)] = settings;
    }
}
